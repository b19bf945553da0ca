package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.healthtrack.embedded.artifacts.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How the database is reached, and by whom it is not. */
@DisabledIfSystemProperty(named = "healthtrack.stack", matches = "containers")
class TlsIT {
  @TempDir private Path directory;

  @Test
  void speaksTls13() throws Exception {
    Conversation conversation = new Conversation(SharedStack.get());
    assertEquals(
        "TLSv1.3",
        conversation.query(
            "postgres", "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
    assertEquals("TLSv1.3", conversation.query("postgres", "SHOW ssl_min_protocol_version"));
  }

  @Test
  void servesTheRegistryThroughTlsToo() throws Exception {
    Conversation conversation = new Conversation(SharedStack.get());
    conversation.register("through-tls"); // so that it has a connection, whatever came before
    assertEquals(
        "t",
        conversation.query(
            "postgres",
            """
            SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE usename = 'registry'
            """));
  }

  @Test
  void refusesPlainConnections() {
    assertEquals("28000", refusal("sslmode=verify-full", "sslmode=disable").getSQLState());
  }

  @Test
  void isRefusedByWhoTrustsAnotherCertificate() {
    ServerCertificate other =
        new ServerCertificate(directory.resolve("tls")).ensure(directory.resolve("log"));
    SQLException refusal = refusal("sslrootcert=.*", "sslrootcert=" + other.certificate());
    assertInstanceOf(SSLException.class, refusal.getCause());
  }

  @Test
  void isKnownByNameToo() throws Exception {
    Stack stack = SharedStack.get();
    DriverManager.getConnection(
            stack.jdbcUrl("postgres").replace("127.0.0.1", "localhost"),
            stack.databaseUser(),
            stack.databasePassword())
        .close();
  }

  @Test
  void keepsItsCertificateThroughRestarts() throws Exception {
    byte[] first;
    try (LoneServer server = LoneServer.on(directory)) {
      first = Files.readAllBytes(server.identity().certificate());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(server.identity().key())));
      try (var files = Files.list(server.identity().directory())) {
        assertEquals(2, files.count(), "nothing is left of making it");
      }
    }
    try (LoneServer server = LoneServer.on(directory)) {
      assertArrayEquals(first, Files.readAllBytes(server.identity().certificate()));
    }
  }

  @Test
  void closesTheDoorOfOlderData() throws Exception {
    Path data = directory.resolve("postgres/data");
    byte[] first;
    try (LoneServer server = LoneServer.on(directory)) {
      first = Files.readAllBytes(server.identity().certificate());
      server.database().create("kept", server.database().user());
      // What the version before TLS left.
      Directories.delete(server.identity().directory());
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    }
    try (LoneServer server = LoneServer.on(directory)) {
      assertFalse(Arrays.equals(first, Files.readAllBytes(server.identity().certificate())));
      Database database = server.database();
      String url = database.url("kept");
      DriverManager.getConnection(url, database.user(), database.password()).close();
      SQLException refusal =
          assertThrows(
              SQLException.class,
              () ->
                  DriverManager.getConnection(
                      url.replace("sslmode=verify-full", "sslmode=disable"),
                      database.user(),
                      database.password()));
      assertEquals("28000", refusal.getSQLState());
    }
  }

  @Test
  void mindsNoStrangeDirectory() throws Exception {
    try (LoneServer server = LoneServer.on(directory.resolve("it's 100%+1 & \\more"))) {
      server.database().create("reached", server.database().user());
    }
  }

  /** What comes of connecting with another URL. */
  private static SQLException refusal(String pattern, String replacement) {
    Stack stack = SharedStack.get();
    String url = stack.jdbcUrl("postgres").replaceFirst(pattern, replacement);
    return assertThrows(
        SQLException.class,
        () -> DriverManager.getConnection(url, stack.databaseUser(), stack.databasePassword()));
  }
}
