package io.healthtrack.gateway.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertStoreTest {

  private static final UUID ANN = new UUID(1, 1);
  private static final UUID BEN = new UUID(1, 2);
  private static final UUID EPISODE = new UUID(2, 1);
  private static final TopicPartition PLACE = new TopicPartition("alerts.critical", 0);

  private final RegistryClient registry = RegistryClient.local();
  private final AvroSerializer<AlertEvent> serializer = new AvroSerializer<>(registry);

  @TempDir private Path folder;
  private AlertStore store;

  @BeforeEach
  void open() {
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    store = new AlertStore(folder, registry);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void revisionsDecideWhateverTheOrder() {
    List<AlertEvent> events =
        List.of(
            event(ANN, EPISODE, 1, "opened"),
            event(ANN, EPISODE, 2, "acknowledged"),
            event(ANN, EPISODE, 3, "escalated"),
            event(ANN, EPISODE, 4, "acknowledged"),
            event(ANN, EPISODE, 5, "no-data"));
    for (int seed = 0; seed < 50; seed++) {
      store.clear();
      List<AlertEvent> shuffled = new ArrayList<>(events);
      Collections.shuffle(shuffled, new Random(seed));
      put(shuffled);

      assertEquals(5, store.find(EPISODE).newest().getRevision());
      assertEquals(4, store.find(EPISODE).acknowledgement().getRevision());
    }
  }

  @Test
  void whatBecameWorseIsTakenOnByNobody() {
    List<AlertEvent> events =
        List.of(
            event(ANN, EPISODE, 1, "opened"),
            event(ANN, EPISODE, 2, "acknowledged"),
            event(ANN, EPISODE, 3, "escalated"));
    put(events);
    assertNull(store.find(EPISODE).acknowledgement());
    store.clear();
    put(events.reversed());
    assertNull(store.find(EPISODE).acknowledgement());
  }

  @Test
  void episodesAndPositionsOutliveTheProcess() {
    put(List.of(event(ANN, EPISODE, 1, "opened")));
    store.close();
    store = new AlertStore(folder, registry);

    assertNotNull(store.find(EPISODE));
    assertEquals(42, store.position(PLACE));
    assertEquals(-1, store.position(new TopicPartition("alerts.info", 0)));
  }

  @Test
  void aPersonIsForgottenAndRemembersNothingOfOthers() {
    UUID hers = new UUID(3, 1);
    put(List.of(event(ANN, EPISODE, 1, "opened"), event(BEN, hers, 1, "opened")));
    store.erase(ANN, 1_000);

    assertNull(store.find(EPISODE));
    assertNotNull(store.find(hers));
    assertEquals(1_000, store.erasedAt(ANN));
    assertEquals(-1, store.erasedAt(BEN));
  }

  @Test
  void pagesAreVisitedInOrderFromWhereTheLastEnded() {
    List<AlertEvent> events = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      events.add(event(i % 2 == 0 ? ANN : BEN, new UUID(4, i), 1, "opened"));
    }
    put(events);
    List<UUID> seen = new ArrayList<>();
    byte[][] last = new byte[1][];
    for (int page = 0; page < 4; page++) {
      int until = seen.size() + 3;
      store.visit(
          null,
          last[0],
          (key, episode) -> {
            seen.add(episode.newest().getEpisodeId());
            last[0] = key;
            return seen.size() < until;
          });
    }
    assertEquals(10, seen.stream().distinct().count());
    assertEquals(10, seen.size());
    List<UUID> hers = new ArrayList<>();
    store.visit(BEN, null, (key, episode) -> hers.add(episode.newest().getUserId()));
    assertEquals(5, hers.size());
    assertTrue(hers.stream().allMatch(BEN::equals));
  }

  private void put(List<AlertEvent> events) {
    try (AlertStore.Changes changes = store.new Changes()) {
      for (AlertEvent event : events) {
        changes.put(event, serializer.serialize("alerts.info", event));
      }
      changes.position(PLACE, 42);
      changes.write();
    }
  }

  private static AlertEvent event(UUID user, UUID episode, int revision, String kind) {
    return AlertEvent.newBuilder()
        .setEventId(new UUID(revision, revision))
        .setEpisodeId(episode)
        .setUserId(user)
        .setRevision(revision)
        .setEvent(kind)
        .setSeverity("critical")
        .setRuleId(new UUID(9, 9))
        .build();
  }
}
