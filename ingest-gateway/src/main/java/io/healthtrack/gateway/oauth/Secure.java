package io.healthtrack.gateway.oauth;

import java.net.URI;
import java.util.Set;

/** Keys are only fetched where nobody on the way can exchange them. */
final class Secure {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private Secure() {}

  static boolean is(URI address) {
    return "https".equals(address.getScheme())
        || ("http".equals(address.getScheme()) && LOOPBACK.contains(address.getHost()));
  }

  static void require(String key, URI address) {
    if (!is(address)) {
      throw new IllegalArgumentException(key + " must be an https address");
    }
  }
}
