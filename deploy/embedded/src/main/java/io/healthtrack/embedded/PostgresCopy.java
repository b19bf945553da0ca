package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
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

  /**
   * Copies while the server runs, under whatever load there is. A server on the copy recovers from
   * the log in it first.
   *
   * @param url of any database of the server
   */
  static void of(String url, String user, String password, Path copy) throws IOException {
    // The session that begins must be the one that ends.
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      Path data = Path.of(text(statement, "SHOW data_directory"));
      statement.execute("SELECT pg_backup_start('copy', fast => true)");
      copy(data, copy);
      String label =
          text(statement, "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)");
      // The log last: it has everything that happened while the files were copied.
      Directories.delete(copy.resolve("pg_wal"));
      copy(data.resolve("pg_wal"), copy.resolve("pg_wal"));
      Files.writeString(copy.resolve("backup_label"), label);
    } catch (SQLException e) {
      throw new IOException("the server does not let itself be copied", e);
    }
    if (!Files.exists(copy.resolve("PG_VERSION"))) {
      throw new IOException("the server's data could not be copied");
    }
    Files.deleteIfExists(copy.resolve("postmaster.pid"));
    Files.deleteIfExists(copy.resolve("postmaster.opts"));
    // All else has the original's owner.
    Object owner = Files.getAttribute(copy, "unix:uid");
    Object group = Files.getAttribute(copy, "unix:gid");
    Files.setAttribute(copy.resolve("backup_label"), "unix:uid", owner);
    Files.setAttribute(copy.resolve("backup_label"), "unix:gid", group);
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

  /** With owners and modes; files that go meanwhile are made again from the log. */
  private static void copy(Path from, Path to) throws IOException {
    try {
      int unused =
          new ProcessBuilder("cp", "-a", from.toString(), to.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
