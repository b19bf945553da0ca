package io.healthtrack.gateway.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentReadingsTest {

  private static final Instant RECEIVED = Instant.parse("2026-11-21T08:00:00.123456Z");
  private static final Instant MEASURED = Instant.parse("1961-04-12T06:07:00.000001Z");
  private static final UUID ANNA = new UUID(1, 2);

  @Test
  void remembersWhoseAndWhen() {
    RecentReadings recent = new RecentReadings(16);
    UUID id = new UUID(3, 4);
    recent.add(List.of(reading(id, RECEIVED)));
    assertEquals(Optional.of(new RecentReadings.Recent(ANNA, MEASURED, RECEIVED)), recent.find(id));
    assertEquals(Optional.empty(), recent.find(new UUID(4, 4)));
  }

  @Test
  void readingSentAgainHasItsNewestTime() {
    RecentReadings recent = new RecentReadings(16);
    UUID id = new UUID(3, 4);
    recent.add(List.of(reading(id, RECEIVED)));
    recent.add(List.of(reading(id, RECEIVED.plusSeconds(5))));
    assertEquals(RECEIVED.plusSeconds(5), recent.find(id).orElseThrow().receivedAt());
  }

  @Test
  void newestStayAndTheOldestMakeRoom() {
    RecentReadings recent = new RecentReadings(1 << 12);
    Random random = new Random(5);
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 1 << 14; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      ids.add(id);
      recent.add(List.of(reading(id, RECEIVED.plusMillis(i))));
    }
    long lately = ids.stream().skip(ids.size() - (1 << 10)).filter(id -> known(recent, id)).count();
    long all = ids.stream().filter(id -> known(recent, id)).count();
    // Four places a set: a quarter of the room is nearly always held for the newest quarter.
    assertTrue(lately > (1 << 10) * 0.97, lately + " of the newest are known");
    assertEquals(1 << 12, all);
  }

  private static boolean known(RecentReadings recent, UUID id) {
    return recent.find(id).isPresent();
  }

  private static Reading reading(UUID id, Instant receivedAt) {
    return Reading.newBuilder()
        .setReadingId(id)
        .setUserId(ANNA)
        .setMetric("heart-rate")
        .setMeasuredAt(MEASURED)
        .setReceivedAt(receivedAt)
        .setValue(60)
        .build();
  }
}
