package io.healthtrack.gateway.http;

import io.healthtrack.gateway.tls.Certificates;
import io.helidon.common.tls.Tls;
import java.util.List;
import javax.net.ssl.SSLContext;

/** How the server speaks TLS. */
final class TlsListener {

  private TlsListener() {}

  /** TLS 1.3 and nothing older. */
  static Tls of(SSLContext context) {
    return Tls.builder()
        .sslContext(context)
        .enabledProtocols(List.of(Certificates.PROTOCOL))
        .build();
  }
}
