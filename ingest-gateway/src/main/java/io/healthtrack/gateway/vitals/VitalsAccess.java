package io.healthtrack.gateway.vitals;

import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.config.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * The stream processors that a gateway asks for vitals: any one of them knows the others.
 *
 * @param address such as {@code http://127.0.0.1:17081}
 * @param token what they want to be shown
 */
public record VitalsAccess(URI address, Secret token) {

  /** Checks that nothing is missing. */
  public VitalsAccess {
    if (address.getHost() == null) {
      throw new IllegalArgumentException(
          "gateway.vitals.url must be an address such as http://h:1");
    }
    if (token == null || token.value().isBlank()) {
      throw new IllegalArgumentException("gateway.vitals.token is missing");
    }
  }

  /** As the settings say; empty where they name no stream processors. */
  public static Optional<VitalsAccess> from(Settings settings) {
    URI address = settings.uri("gateway.vitals.url", null);
    Secret token = settings.secret("gateway.vitals.token");
    return address == null ? Optional.empty() : Optional.of(new VitalsAccess(address, token));
  }
}
