package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.gateway.limits.Permission;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A problem document (RFC 9457). Says what is wrong and how to put it right, never a value.
 *
 * @param status HTTP status
 * @param code stable, kebab-case; the end of the document's {@code type}
 * @param title the same for every problem of the code
 * @param detail this problem, in a sentence
 * @param field the field to correct; null where no one field is wrong
 * @param line where a body stops being readable; 0 where that is not the problem
 * @param column likewise
 * @param retryAfter when to try again; null where trying again does not help
 * @param headers that belong to this problem, beside those of its status
 */
record Problem(
    int status,
    String code,
    String title,
    String detail,
    String field,
    int line,
    int column,
    Duration retryAfter,
    Map<String, String> headers) {

  /** After it nobody knows where the next request would begin, so the connection ends. */
  static final String BROKEN_BODY = "broken-body";

  /** The next request had better go to another gateway, over another connection. */
  static final String STOPPING = "stopping";

  private static final Duration SOON = Duration.ofSeconds(1);

  static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, null, 0, 0, null, Map.of());
  }

  static Problem malformed(String detail, int line, int column) {
    return new Problem(
        400,
        "malformed-json",
        "The body is not the JSON it should be",
        detail,
        null,
        line,
        column,
        null,
        Map.of());
  }

  static Problem field(int status, String code, String field, String detail) {
    return new Problem(status, code, "A field cannot be used", detail, field, 0, 0, null, Map.of());
  }

  static Problem unauthorized() {
    return of(
        401,
        "unauthorized",
        "No valid API key",
        "send the header Authorization: Bearer KEY with a key of this gateway");
  }

  static Problem forbidden(String scope) {
    return of(
        403,
        "forbidden",
        "The credential may not do this",
        "ask for a credential with the scope " + scope);
  }

  static Problem secondFactorRequired() {
    return of(
        403,
        "second-factor-required",
        "A second factor is required",
        "sign in again with a second factor; a token for this role opens nothing without");
  }

  /** With the header fields of draft-ietf-httpapi-ratelimit-headers, beside Retry-After. */
  static Problem tooMany(Permission.Refused refused) {
    long seconds = refused.retryAfter().toSeconds();
    String detail =
        "%s allows %d in %d s; nothing of this request was taken; send it again in %d s%s"
            .formatted(
                refused.limit(),
                refused.quota(),
                refused.window().toSeconds(),
                seconds,
                refused.isQuota() ? ", or with fewer readings" : "");
    return new Problem(
        429,
        refused.isQuota() ? "quota-exceeded" : "rate-limited",
        "The credential has asked for too much",
        detail,
        null,
        0,
        0,
        refused.retryAfter(),
        Map.of(
            "RateLimit-Policy",
            "\"%s\";q=%d;w=%d"
                .formatted(refused.limit(), refused.quota(), refused.window().toSeconds()),
            "RateLimit",
            "\"%s\";r=%d;t=%d".formatted(refused.limit(), refused.remaining(), seconds)));
  }

  static Problem tooLarge(String detail) {
    return of(413, "too-large", "The request is too large", detail);
  }

  static Problem unsupported(String detail) {
    return of(415, "unsupported-media-type", "The body's type cannot be read", detail);
  }

  static Problem notFound(String detail) {
    return of(404, "not-found", "There is nothing here", detail);
  }

  static Problem unavailable(String code, String detail) {
    return new Problem(
        503, code, "Not at the moment; try again", detail, null, 0, 0, SOON, Map.of());
  }

  ProblemException toException() {
    return new ProblemException(this);
  }

  Answer toAnswer() {
    byte[] body = Json.write(this::write);
    Map<String, String> all = new HashMap<>(headers);
    if (retryAfter != null) {
      all.put("Retry-After", Long.toString(retryAfter.toSeconds()));
    }
    if (code.equals(BROKEN_BODY) || code.equals(STOPPING)) {
      all.put("Connection", "close");
    } else if (status == 401) {
      all.put("WWW-Authenticate", "Bearer realm=\"healthtrack\"");
    } else if (status == 415) {
      all.put("Accept-Encoding", Packing.ACCEPTED);
    }
    return new Answer(status, Answer.PROBLEM, body, Map.copyOf(all));
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "urn:healthtrack:problem:" + code);
    json.writeStringField("title", title);
    json.writeNumberField("status", status);
    json.writeStringField("code", code);
    json.writeStringField("detail", detail);
    if (field != null) {
      json.writeStringField("field", field);
    }
    if (line > 0) {
      json.writeNumberField("line", line);
      json.writeNumberField("column", column);
    }
    json.writeEndObject();
  }
}
