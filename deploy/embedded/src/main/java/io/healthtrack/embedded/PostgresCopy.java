package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** What a copy of a running server becomes. */
final class PostgresCopy {

  private PostgresCopy() {}

  /**
   * Copies while the server runs, under whatever load there is. A server on the copy recovers from
   * the log in it first.
   *
   * @param url of any database of the server
   */
  static void of(String url, String user, String password, Path copy) throws IOException {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      PostgresBackup.take(connection, copy);
    } catch (SQLException e) {
      throw new IOException("the server does not let itself be copied", e);
    }
  }

  /** Makes a copy follow its original. */
  static void follow(Database original, Path copy, Privileges privileges) throws IOException {
    Path settings = copy.resolve("postgresql.auto.conf");
    Files.writeString(
        settings,
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s sslmode=require sslcertmode=disable'%n"
            .formatted(original.port(), original.user(), original.password()));
    Path signal = Files.writeString(copy.resolve("standby.signal"), "");
    privileges.give(settings);
    privileges.give(signal);
  }
}
