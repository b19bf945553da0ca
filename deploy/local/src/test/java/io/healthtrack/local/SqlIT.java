package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.pipeline.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SqlIT {
  private static final String ENCRYPTED =
      "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

  @Test
  void talksToTheDatabaseThroughTls() {
    assertEquals("ssl\nt\n", sql(ENCRYPTED));
  }

  @Test
  void printsAUrlThatPsqlAndJdbcTake() throws SQLException {
    String url = sql().strip();
    assertTrue(url.startsWith("postgresql://127.0.0.1:"), "psql wants no more in front");
    assertTrue(url.contains("sslmode=verify-full"));
    assertTrue(url.contains("channel_binding=require"));
    assertFalse(url.contains("channelBinding"), "psql refuses parameters it does not know");
    try (Connection connection = DriverManager.getConnection("jdbc:" + url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ENCRYPTED)) {
      assertTrue(row.next() && row.getBoolean(1));
    }
  }

  @Test
  void asksTheReplicaForAnalystsOnly(@TempDir Path directory) throws IOException {
    // Commands ask only where something runs.
    try (DataDirectory held = DataDirectory.open(directory.resolve("data"))) {
      asksTheReplica(held.root());
    }
  }

  private static void asksTheReplica(Path directory) throws IOException {
    // Another database plays the replica.
    String endpoints = Files.readString(LocalPipeline.data().resolve("endpoints.json"));
    String url = "jdbc:" + sql().strip().replace("channel_binding=", "channelBinding=");
    Files.writeString(
        directory.resolve("endpoints.json"),
        endpoints.replaceFirst(
            "\\{", "{\"replica\": \"" + url.replaceFirst("/healthtrack\\?", "/postgres?") + "\","));
    String question = "SELECT current_database() AS place";

    assertEquals("place\npostgres\n", sqlIn(directory, "--as", "analyst", question));
    assertEquals("place\nhealthtrack\n", sqlIn(directory, question));
    assertTrue(sqlIn(directory, "--as", "analyst").contains("/postgres?"));
  }

  private static String sql(String... statement) {
    return sqlIn(LocalPipeline.data(), statement);
  }

  private static String sqlIn(Path data, String... statement) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new SqlCommand()).setOut(new PrintWriter(out));
    String[] arguments = new String[statement.length + 2];
    arguments[0] = "--data";
    arguments[1] = data.toString();
    System.arraycopy(statement, 0, arguments, 2, statement.length);
    assertEquals(0, command.execute(arguments));
    return out.toString().replace("\r", "");
  }
}
