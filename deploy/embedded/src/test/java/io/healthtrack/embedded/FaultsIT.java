package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.embedded.processes.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsIT {
  private final Stack stack = SharedStack.get();
  private final Conversation conversation = new Conversation(stack);

  @AfterEach
  void everythingWorksAgain() {
    for (Part part : List.of(stack.kafka(), stack.postgres(), stack.registry())) {
      assertTrue(Await.until(Duration.ofSeconds(30), part::ready), part.name());
    }
  }

  @Test
  void brokerKeepsRecordsThroughKill9() throws Exception {
    conversation.createTopic("killed");
    conversation.produce("killed", "kept");
    killAndRestart(stack.kafka());
    conversation.produce("killed", "new");
    assertEquals(List.of("kept", "new"), conversation.consume("killed", 2));
  }

  @Test
  void databaseKeepsRowsThroughKill9() throws Exception {
    stack.createDatabase("killed");
    conversation.execute("killed", "CREATE TABLE kept AS SELECT 42 AS answer");
    killAndRestart(stack.postgres());
    assertEquals("42", conversation.query("killed", "SELECT answer FROM kept"));
  }

  @Test
  void registryKeepsSchemasThroughKill9() throws Exception {
    conversation.register("killed");
    String before = conversation.schema("killed");
    killAndRestart(stack.registry());
    assertEquals(before, conversation.schema("killed"));
  }

  @Test
  void frozenPartsAreNotReadyUntilTheyAreThawed() {
    for (Part part : List.of(stack.kafka(), stack.postgres(), stack.registry())) {
      long pid = part.pid();
      part.pause();
      assertFalse(part.ready(), part.name());
      part.resume();
      assertTrue(Await.until(Duration.ofSeconds(30), part::ready), part.name());
      assertEquals(pid, part.pid());
    }
  }

  @Test
  void frozenDatabaseCanBeKilled() {
    stack.postgres().pause();
    killAndRestart(stack.postgres());
  }

  private static void killAndRestart(Part part) {
    long pid = part.pid();
    part.kill9();
    assertFalse(part.ready());
    part.restart();
    assertTrue(part.ready());
    assertNotEquals(pid, part.pid());
  }
}
