package io.healthtrack.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/**
 * What the stack itself asks of a database server, as its superuser.
 *
 * @param certificate the only one the server may show; without one connections are plain
 */
record Database(int port, String user, String password, Optional<Path> certificate) {
  private static final String MAINTENANCE = "postgres";

  String url(String name) {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/"
        + name
        + certificate.map(Database::verifying).orElse("");
  }

  // Channel binding makes the password's proof worthless to anyone between us and the server.
  private static String verifying(Path certificate) {
    return "?sslmode=verify-full&channelBinding=require&sslrootcert=" + encoded(certificate);
  }

  // As JDBC and psql both decode it: only one of them takes a plus for a space.
  private static String encoded(Path path) {
    return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/");
  }

  /** Whether it takes a connection and a statement within two seconds. */
  boolean answers() {
    try (Connection connection = connect("2");
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }

  /** Creates a database if it is missing. */
  void create(String name, String owner) {
    ensure(
        "SELECT 1 FROM pg_database WHERE datname = ?",
        name,
        "CREATE DATABASE " + quoted(name) + " OWNER " + quoted(owner));
  }

  /** Creates a role that may log in, if it is missing. */
  void createRole(String name, String rolePassword) {
    ensure(
        "SELECT 1 FROM pg_roles WHERE rolname = ?",
        name,
        "CREATE ROLE "
            + quoted(name)
            + " LOGIN PASSWORD '"
            + rolePassword.replace("'", "''")
            + "'");
  }

  private void ensure(String question, String name, String statement) {
    try (Connection connection = connect("60");
        PreparedStatement asked = connection.prepareStatement(question)) {
      asked.setString(1, name);
      try (ResultSet found = asked.executeQuery()) {
        if (found.next()) {
          return;
        }
      }
      try (Statement creation = connection.createStatement()) {
        creation.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create " + name, e);
    }
  }

  private Connection connect(String seconds) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    return DriverManager.getConnection(url(MAINTENANCE), properties);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "Database[port=" + port + ", user=" + user + "]";
  }
}
