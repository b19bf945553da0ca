package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.sink.readings.BareCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings lane beside the physical limit, in one run: {@code mvn -pl sink-writer verify
 * -Dit.test=ReadingsBench}. Too long and too dependent on the machine for the ordinary build.
 */
class ReadingsBench {

  private static final Logger LOG = LoggerFactory.getLogger(ReadingsBench.class);
  private static final int PEOPLE = 1_000;
  private static final List<String> METRICS =
      List.of("heart-rate", "respiratory-rate", "oxygen-saturation", "skin-temperature", "stress");
  private static final int SECONDS = Integer.getInteger("healthtrack.bench.seconds", 200);

  @Test
  void comparesTheLaneWithBareCopy() throws Exception {
    int rows = PEOPLE * METRICS.size() * SECONDS;
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (SinkWorld world = new SinkWorld()) {
        List<List<Reading>> seconds = readings();
        seconds.forEach(world::send);
        world.startSink();
        world.drained();
        assertEquals(
            List.of(Integer.toString(rows)),
            world.query("SELECT count(*) FROM health.health_metrics"));
        double sink =
            rows
                / Double.parseDouble(
                    world
                        .query(
                            "SELECT extract(epoch FROM max(moved_at) - (SELECT min(written_at)"
                                + " FROM ops.batches WHERE lane = 'readings')) FROM"
                                + " ops.lane_offsets WHERE lane = 'readings'")
                        .getFirst());
        double lastBatch =
            rows
                * 1.0
                / Integer.parseInt(
                    world
                        .query("SELECT count(*) FROM ops.batches WHERE lane = 'readings'")
                        .getFirst());
        world.execute("CREATE SCHEMA bench");
        world.execute("CREATE TABLE bench.metrics (LIKE health.health_metrics INCLUDING ALL)");
        double bare = BareCopy.rate(world.connect(), seconds);
        ratios.add(sink / bare);
        LOG.info(
            "lane {} rows/s in batches of {}, bare COPY {} rows/s, ratio {}",
            Math.round(sink),
            Math.round(lastBatch),
            Math.round(bare),
            String.format(java.util.Locale.ROOT, "%.2f", sink / bare));
      }
    }
    LOG.info("ratios {}", ratios);
  }

  private static List<List<Reading>> readings() {
    List<List<Reading>> seconds = new ArrayList<>();
    Instant start = TestReadings.NOW;
    for (int second = 0; second < SECONDS; second++) {
      List<Reading> readings = new ArrayList<>();
      for (int person = 0; person < PEOPLE; person++) {
        for (String metric : METRICS) {
          Reading reading = TestReadings.heartRate(person, start.plusSeconds(second), 40 + second);
          reading.setMetric(metric);
          readings.add(reading);
        }
      }
      seconds.add(readings);
    }
    return seconds;
  }
}
