package io.healthtrack.local.pipeline;

import io.healthtrack.gateway.tracing.DatabaseAccess;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.schemas.config.Secret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;

/**
 * The login by which the gateway asks where a reading is. Its password is made anew at each start
 * and kept nowhere.
 */
final class GatewayLogin {
  private static final String NAME = "gateway";
  private static final int PASSWORD_BYTES = 24;

  private final String url;
  private final Secret password;

  private GatewayLogin(String url, Secret password) {
    this.url = url;
    this.password = password;
  }

  static GatewayLogin to(String url) {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return new GatewayLogin(
        url, new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random)));
  }

  /** For the gateway's settings; of use once {@link #make} was called. */
  DatabaseAccess access() {
    return new DatabaseAccess(url, NAME, password);
  }

  /** Makes the login; the group it belongs to comes with the sink's migrations. */
  void make(String owner, String ownersPassword) {
    try (Connection connection = DriverManager.getConnection(url, owner, ownersPassword);
        Statement statement = connection.createStatement()) {
      try (ResultSet known =
          statement.executeQuery("SELECT FROM pg_roles WHERE rolname = '" + NAME + "'")) {
        if (!known.next()) {
          statement.execute("CREATE ROLE " + NAME + " LOGIN IN ROLE healthtrack_gateway");
        }
      }
      // Base64 of our own making: it holds no quote.
      statement.execute("ALTER ROLE " + NAME + " PASSWORD '" + password.value() + "'");
    } catch (SQLException e) {
      throw new UserError("cannot make the gateway's login: " + e.getSQLState(), e);
    }
  }
}
