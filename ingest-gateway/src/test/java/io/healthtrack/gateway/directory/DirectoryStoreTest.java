package io.healthtrack.gateway.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Assignment;
import io.healthtrack.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest {

  private static final UUID ANNA = new UUID(0, 1);
  private static final UUID BEN = new UUID(0, 2);
  private static final UUID WATCH = new UUID(0, 3);
  private static final Instant HANDOVER = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void entriesAndPositionsSurviveARestart() {
    try (DirectoryFixture fixture = new DirectoryFixture(folder)) {
      fixture.user(ANNA);
    }
    try (DirectoryFixture fixture = new DirectoryFixture(folder)) {
      assertTrue(fixture.directory().user(ANNA, "default").isPresent());
      assertEquals(
          1, fixture.store().position(new TopicPartition(Topics.REGISTRY_USERS.name(), 0)));
      assertEquals(
          -1, fixture.store().position(new TopicPartition(Topics.REGISTRY_USERS.name(), 1)));
    }
  }

  @Test
  void deviceBelongsToWhoWoreItThen() {
    try (DirectoryFixture fixture = new DirectoryFixture(folder)) {
      fixture.device(
          WATCH,
          new Assignment(ANNA, Instant.EPOCH, HANDOVER),
          new Assignment(BEN, HANDOVER, null));
      Directory directory = fixture.directory();
      assertEquals(
          new Wearer.Known(ANNA), directory.wearer(WATCH, "default", HANDOVER.minusMillis(1)));
      assertEquals(new Wearer.Known(BEN), directory.wearer(WATCH, "default", HANDOVER));
      assertEquals(
          new Wearer.Unassigned(),
          directory.wearer(WATCH, "default", Instant.EPOCH.minusSeconds(1)));
    }
  }

  @Test
  void anotherTenantsDeviceIsUnknown() {
    try (DirectoryFixture fixture = new DirectoryFixture(folder)) {
      fixture.device(WATCH, new Assignment(ANNA, Instant.EPOCH, null));
      assertEquals(
          new Wearer.UnknownDevice(), fixture.directory().wearer(WATCH, "other", HANDOVER));
    }
  }

  @Test
  void tombstoneForgets() {
    try (DirectoryFixture fixture = new DirectoryFixture(folder)) {
      fixture.user(ANNA);
      fixture.remove(Topics.REGISTRY_USERS, ANNA);
      assertFalse(fixture.directory().user(ANNA, "default").isPresent());
    }
  }

  @Test
  void anotherClusterStartsAnew() {
    try (DirectoryFixture fixture = new DirectoryFixture(folder)) {
      fixture.store().belongTo("first");
      fixture.user(ANNA);
      fixture.store().belongTo("first");
      assertTrue(fixture.directory().user(ANNA, "default").isPresent());
      fixture.store().belongTo("second");
      assertFalse(fixture.directory().user(ANNA, "default").isPresent());
    }
  }
}
