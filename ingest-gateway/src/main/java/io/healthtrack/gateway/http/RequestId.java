package io.healthtrack.gateway.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.UUID;

/**
 * Names one request in answers and logs, so that a caller's complaint can be found: the caller's
 * own {@value #HEADER} if it is fit for a log, else one of ours.
 */
final class RequestId {

  static final String HEADER = "X-Request-Id";

  private static final HeaderName NAME = HeaderNames.create(HEADER);
  private static final int LONGEST = 64;

  private RequestId() {}

  static String of(ServerRequest request) {
    String sent = request.headers().value(NAME).orElse("");
    return fit(sent) ? sent : UUID.randomUUID().toString();
  }

  private static boolean fit(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars()
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.'));
  }
}
