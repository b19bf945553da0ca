package io.healthtrack.gateway.tls;

import io.healthtrack.schemas.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the certificate lies.
 *
 * @param certificate PEM, the gateway's own first, then those it is signed with
 * @param key PEM, PKCS#8, without a password
 * @param reload how often the files are looked at
 */
public record TlsConfig(Path certificate, Path key, Duration reload) {

  /** Checks that nothing is missing. */
  public TlsConfig {
    if (certificate == null || key == null) {
      throw new IllegalArgumentException(
          "gateway.tls.certificate and gateway.tls.key belong together: set both, or none");
    }
    if (reload.toMillis() < 10) {
      throw new IllegalArgumentException("gateway.tls.reload must be at least 10ms");
    }
  }

  /** Reads the settings; empty unless a file is set. */
  public static Optional<TlsConfig> from(Settings settings) {
    Path certificate = settings.path("gateway.tls.certificate", null);
    Path key = settings.path("gateway.tls.key", null);
    Duration reload = settings.duration("gateway.tls.reload", Duration.ofSeconds(10));
    return certificate == null && key == null
        ? Optional.empty()
        : Optional.of(new TlsConfig(certificate, key, reload));
  }
}
