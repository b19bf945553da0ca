package io.healthtrack.gateway.tracing;

import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.config.Settings;
import java.util.Optional;

/**
 * The database a gateway may ask where a reading is: the primary, or a replica of it.
 *
 * @param url JDBC URL
 * @param user a login of the group {@code healthtrack_gateway}
 * @param password its password
 */
public record DatabaseAccess(String url, String user, Secret password) {

  /** Checks the shape. */
  public DatabaseAccess {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("gateway.database.url must begin with jdbc:postgresql:");
    }
    if (password == null) {
      throw new IllegalArgumentException("gateway.database.password is missing");
    }
    if (user.isBlank()) {
      throw new IllegalArgumentException("gateway.database.user is missing");
    }
  }

  /** As the settings say; empty where they name no database. */
  public static Optional<DatabaseAccess> from(Settings settings) {
    String url = settings.text("gateway.database.url", "");
    return url.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DatabaseAccess(
                url,
                settings.required("gateway.database.user"),
                settings.secret("gateway.database.password")));
  }
}
