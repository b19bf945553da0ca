package io.healthtrack.gateway.http;

import io.healthtrack.gateway.formats.Formats;
import io.healthtrack.gateway.formats.ReadingFormat;
import io.helidon.http.HeaderNames;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the readings of a request are written: told by the content type, and by a layout where the
 * type alone does not say.
 *
 * @param name stable, for records and metrics
 * @param file the format; null for native JSON, which has a way of its own
 */
record BodyFormat(String name, ReadingFormat file) {

  /** What to send. */
  static final String ACCEPTED =
      "application/json, application/x-ndjson, application/fhir+json,"
          + " application/vnd.openmhealth+json, text/csv, application/xml, application/zip";

  private static final BodyFormat NATIVE = new BodyFormat("native-json", null);

  /** What a type means without a layout. */
  private static final Map<String, String> BY_TYPE =
      Map.ofEntries(
          Map.entry("application/x-ndjson", "ndjson"),
          Map.entry("application/jsonl", "ndjson"),
          Map.entry("application/fhir+json", "fhir"),
          Map.entry("application/vnd.openmhealth+json", "open-mhealth"),
          Map.entry("text/csv", "csv"),
          Map.entry("application/xml", "apple-health"),
          Map.entry("text/xml", "apple-health"),
          Map.entry("application/zip", "apple-health"));

  /**
   * The format of a request's body.
   *
   * @throws ProblemException 415 for a type, 422 for a layout that is not known
   */
  static BodyFormat of(Request request) {
    String type = request.header(HeaderNames.CONTENT_TYPE).orElse("");
    String essence = essence(type);
    boolean json = essence.equals(Answer.JSON);
    if (!json && !BY_TYPE.containsKey(essence)) {
      throw Problem.unsupported("send the Content-Type of what it is: " + ACCEPTED).toException();
    }
    Optional<String> layout = request.parameter("layout").or(() -> layout(type));
    if (layout.isEmpty()) {
      return json ? NATIVE : named(BY_TYPE.get(essence));
    }
    return named(layout.get());
  }

  /** Whether it is native JSON. */
  boolean isNative() {
    return file == null;
  }

  /** The type without its parameters, in lower case. */
  static String essence(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static BodyFormat named(String layout) {
    return Formats.named(layout)
        .map(format -> new BodyFormat(format.name(), format))
        .orElseThrow(
            () ->
                Problem.field(
                        422,
                        "unknown-layout",
                        "layout",
                        "there is no layout of this name; there are "
                            + String.join(", ", Formats.names()))
                    .toException());
  }

  private static Optional<String> layout(String type) {
    for (String parameter : type.split(";")) {
      int equals = parameter.indexOf('=');
      if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("layout")) {
        return Optional.of(parameter.substring(equals + 1).strip().replace("\"", ""));
      }
    }
    return Optional.empty();
  }
}
