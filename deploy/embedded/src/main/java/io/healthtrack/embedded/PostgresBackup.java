package io.healthtrack.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A copy of a server's data while it runs, by the server's own backup functions and its files: for
 * servers on this machine, where pg_basebackup of their version may not be at hand. A server that
 * starts on the copy recovers from the log inside it, to the moment at which the copy was complete.
 */
public final class PostgresBackup {

  private PostgresBackup() {}

  /**
   * Takes a copy.
   *
   * @param connection to any database of the server, as a superuser; the session that begins must
   *     be the one that ends
   * @param copy what will be the data directory; must not exist yet
   * @return its size in bytes
   * @throws IOException if the server's files cannot be copied from here
   */
  public static long take(Connection connection, Path copy) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      Path data = Path.of(text(statement, "SHOW data_directory"));
      if (!Files.isReadable(data.resolve("PG_VERSION"))) {
        throw new IOException("the server's files are not on this machine, or not ours to read");
      }
      if (!text(statement, "SELECT count(*) FROM pg_tablespace WHERE oid >= 16384").equals("0")) {
        throw new IOException("the server keeps tables outside of its data directory");
      }
      String slot = "backup_" + ProcessHandle.current().pid();
      // Keeps the log from being recycled while it is needed; goes with the session.
      text(
          statement,
          "SELECT pg_create_physical_replication_slot('%s', true, true)".formatted(slot));
      text(statement, "SELECT pg_backup_start('healthtrack', fast => true)");
      DirectoryCopy files = new DirectoryCopy(data, copy);
      files.copyAllButLog();
      String label =
          text(statement, "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)");
      // The log last: it has everything that happened while the files were copied.
      files.copyLog();
      Files.writeString(copy.resolve("backup_label"), label);
      text(statement, "SELECT pg_drop_replication_slot('%s')".formatted(slot));
      return files.finish();
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
