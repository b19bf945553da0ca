package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackIT {
  private final Stack stack = SharedStack.get();
  private final Conversation conversation = new Conversation(stack);

  @Test
  void isSharedAndReady() {
    assertSame(stack, SharedStack.get());
    assertTrue(stack.kafka().ready());
    assertTrue(stack.postgres().ready());
    assertTrue(stack.registry().ready());
    assertEquals(Set.of("kafka", "postgres", "registry"), stack.timings().keySet());
  }

  @Test
  void roundTripsRecords() throws Exception {
    conversation.createTopic("round-trip");
    conversation.produce("round-trip", "one");
    conversation.produce("round-trip", "two");
    assertEquals(List.of("one", "two"), conversation.consume("round-trip", 2));
  }

  @Test
  void createsDatabasesOnce() throws Exception {
    stack.createDatabase("first \"light\"");
    stack.createDatabase("first \"light\"");
    assertEquals(
        "1",
        conversation.query(
            "postgres", "SELECT count(*) FROM pg_database WHERE datname = 'first \"light\"'"));
  }

  @Test
  void acceptsSchemas() throws Exception {
    assertTrue(conversation.register("accepted").contains("\"id\":"));
    assertTrue(conversation.schema("accepted").contains("accepted"));
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, on",
    "synchronous_commit, on",
    "full_page_writes, on",
    "data_checksums, on",
    "password_encryption, scram-sha-256",
    "log_error_verbosity, terse",
    "log_min_error_statement, panic"
  })
  void keepsDatabaseSetting(String setting, String expected) throws Exception {
    assertEquals(expected, conversation.query("postgres", "SHOW " + setting));
  }

  @Test
  void refusesAnotherPassword() {
    SQLException refusal =
        assertThrows(
            SQLException.class,
            () -> DriverManager.getConnection(stack.jdbcUrl("postgres"), "healthtrack", "wrong"));
    assertEquals("28P01", refusal.getSQLState());
  }

  @Test
  @DisabledIfSystemProperty(named = "healthtrack.stack", matches = "containers")
  void keepsValuesOutOfTheDatabaseLog() throws Exception {
    assertThrows(
        SQLException.class,
        () -> conversation.execute("postgres", "SELECT 'planted-value'::integer"));
    // A message that does reach the log proves that we look at the right file.
    conversation.execute("postgres", "DO $$ BEGIN RAISE LOG 'planted-control'; END $$");
    Path log = Files.readSymbolicLink(Path.of("/proc/" + stack.postgres().pid() + "/fd/2"));
    String text = Files.readString(log);
    assertTrue(text.contains("planted-control"));
    assertFalse(text.contains("planted-value"));
  }

  @Test
  @DisabledIfSystemProperty(named = "healthtrack.stack", matches = "containers")
  void listensOnLoopbackOnly() throws Exception {
    Set<Listener> listeners = new HashSet<>();
    for (Part part : List.of(stack.kafka(), stack.postgres(), stack.registry())) {
      Set<Listener> own = Listener.of(part.pid());
      assertFalse(own.isEmpty(), part.name());
      listeners.addAll(own);
    }
    assertEquals(List.of(), listeners.stream().filter(l -> !l.loopback()).toList());
    assertEquals(5, listeners.size());
  }
}
