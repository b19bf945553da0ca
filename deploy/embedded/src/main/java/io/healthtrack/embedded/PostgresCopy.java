package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A copy of a running server's data, by its own backup functions: pg_basebackup is not at hand. */
final class PostgresCopy {

  private PostgresCopy() {}

  /** Copies while the server runs. */
  static void of(Database server, Path data, Path copy) throws IOException {
    // The session that begins must be the one that ends.
    try (Connection connection =
            DriverManager.getConnection(server.url("postgres"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', fast => true)");
      copy(data, copy);
      try (ResultSet stopped =
          statement.executeQuery(
              "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        stopped.next();
        Files.writeString(copy.resolve("backup_label"), stopped.getString(1));
      }
    } catch (SQLException e) {
      throw new IOException("the server does not let itself be copied", e);
    }
    Files.deleteIfExists(copy.resolve("postmaster.pid"));
    Files.deleteIfExists(copy.resolve("postmaster.opts"));
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
    privileges.give(copy.resolve("backup_label"));
  }

  /** With owners and modes; files that go meanwhile are made again from the log. */
  private static void copy(Path data, Path copy) throws IOException {
    try {
      int unused =
          new ProcessBuilder("cp", "-a", data.toString(), copy.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (!Files.exists(copy.resolve("PG_VERSION"))) {
      throw new IOException("the server's data could not be copied");
    }
  }
}
