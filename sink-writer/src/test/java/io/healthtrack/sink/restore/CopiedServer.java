package io.healthtrack.sink.restore;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Privileges;
import io.healthtrack.embedded.processes.Signal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A copy of the stack's running database server, taken as the manual of PostgreSQL says, and a
 * server on that copy: beginning with the backup's label it recovers from the log that was copied.
 */
public final class CopiedServer implements AutoCloseable {

  private final Stack stack;
  private final Path home;
  private final int port;
  private Child child;

  private CopiedServer(Stack stack, Path home, int port) {
    this.stack = stack;
    this.home = home;
    this.port = port;
  }

  /** Copies the server as it runs, under whatever load there is. */
  public static CopiedServer of(Stack stack) throws SQLException, IOException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl("postgres"), stack.databaseUser(), stack.databasePassword());
        Statement statement = connection.createStatement()) {
      Path data = Path.of(text(statement, "SHOW data_directory"));
      Path home = Files.createTempDirectory(data.getParent(), "copy-");
      statement.execute("SELECT pg_backup_start('a test of restoring', fast => true)");
      Path copy = home.resolve("data");
      DirectoryCopy files = new DirectoryCopy(data, copy);
      files.copyAllButLog();
      String label =
          text(statement, "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)");
      // The log last: it has everything that happened while the files were copied.
      files.copyLog();
      Files.writeString(copy.resolve("backup_label"), label);
      files.own(home);
      return new CopiedServer(stack, home, freePort());
    }
  }

  /** Starts a server on the copy, on a port of its own; it answers when it has recovered. */
  public void start() throws IOException {
    Path data = home.resolve("data");
    Path program =
        Path.of(
            ProcessHandle.of(stack.postgres().pid())
                .flatMap(server -> server.info().command())
                .orElseThrow());
    Privileges privileges = Privileges.forProgram(program, data);
    child =
        Child.start(
            privileges.prefix(),
            new Command(
                List.of(program.toString(), "-D", data.toString(), "-c", "port=" + port),
                Map.of(),
                home,
                home.resolve("server.log"),
                Signal.INT));
  }

  /** The JDBC URL of one of its databases. */
  public String jdbcUrl(String database) {
    return stack.jdbcUrl(database).replaceFirst(":\\d+/", ":" + port + "/");
  }

  /** A connection to one of its databases, as the owner. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        jdbcUrl(database), stack.databaseUser(), stack.databasePassword());
  }

  @Override
  public void close() {
    if (child != null) {
      child.kill9();
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
