package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A disk that is full for real, under load: lanes wait, say why, and go on when there is space. */
class FullDiskIT {

  private static final BatchPolicy SMALL = new BatchPolicy(2_000, 1 << 20, Duration.ofMillis(20));
  private static final String FULL = "paused: database: the disk is full (53100); free space";

  private final SinkWorld world = new SinkWorld();
  private SmallDisk disk;

  @AfterEach
  void close() {
    world.close();
    if (disk != null) {
      disk.free();
      world.database.leaveDisk();
      disk.close();
    }
  }

  @Test
  void waitsForSpaceAndThenStoresWhatWasSent() {
    disk = SmallDisk.mount(128, Path.of(world.query("SHOW data_directory").getFirst()));
    world.database.moveTo(disk);
    SinkApp app = world.startSink("sink", SMALL);
    List<Reading> all = TestReadings.stream(new Random(1), 10, 2_000);
    world.send(all.subList(0, 1_000));
    world.drained();

    disk.fillBut(0);
    world.send(all.subList(1_000, 20_000));

    Await.until("the lane says why it waits", () -> Operations.ready(app).contains(FULL));
    assertTrue(Operations.ready(app).contains("\"status\":\"down\""), Operations.ready(app));
    long failures = Operations.failures(app, "readings", "53100");
    Await.until(
        "it keeps trying", () -> Operations.failures(app, "readings", "53100") > failures + 1);
    assertTrue(Operations.ready(app).contains(FULL), Operations.ready(app));

    disk.free();
    world.drained();
    Await.until("it is ready again", app::ready);
    Set<String> stored = new HashSet<>(world.query("SELECT metric_id FROM health.health_metrics"));
    assertTrue(
        all.stream().allMatch(reading -> stored.contains(reading.getReadingId().toString())));
    assertEquals(all.size(), stored.size());
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));
  }
}
