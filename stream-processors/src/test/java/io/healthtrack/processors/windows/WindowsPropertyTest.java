package io.healthtrack.processors.windows;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.processors.identity.Finding;
import io.healthtrack.processors.identity.SeriesIdentities;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.processors.testing.MapStore;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.HourWindows;
import io.healthtrack.schemas.windows.WindowLength;
import io.healthtrack.schemas.windows.WindowReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Duplicates, disorder, late syncs of whole devices, re-sends and restarts, through validation's
 * memory and the topology, then what the sink does: it keeps the highest revision, and computes
 * hours that unproven readings entered, or that the stream let go, from the readings stored.
 */
class WindowsPropertyTest {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  @Property(tries = 25, seed = "20261121")
  void streamedPlusRepairedEqualsWhatTheReadingsSay(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 80) int size,
      @ForAll boolean amounts) {
    Metric metric = CATALOGUE.byCode(amounts ? "steps" : "heart-rate").orElseThrow();
    List<Reading> clean = readings(random, metric, size);
    List<Reading> noisy = noisy(clean, random);
    MapStore heads = new MapStore();
    SeriesIdentities identities =
        new SeriesIdentities(heads, new MapStore(), new MapStore(), Duration.ofHours(1), 4_096);
    Map<UUID, Reading> table = new LinkedHashMap<>();
    Set<Long> ofTheTable = new HashSet<>();
    List<ReadingWindow> told = new ArrayList<>();
    try (WindowsRun run = new WindowsRun(NOON)) {
      for (Reading sent : noisy) {
        Reading reading = Reading.newBuilder(sent).build();
        Finding finding = identities.settle(claim(reading, metric), Long.MIN_VALUE);
        if (finding == Finding.DUPLICATE) {
          continue;
        }
        boolean news = table.putIfAbsent(reading.getReadingId(), reading) == null;
        reading.setProof(finding == Finding.FRESH ? "fresh" : "unproven");
        if (finding != Finding.FRESH && news) {
          ofTheTable.addAll(hours(reading, metric));
        }
        run.send(reading);
        switch (random.nextInt(12)) {
          case 0 -> told.addAll(run.told());
          case 1 -> {
            told.addAll(run.toldAtOnce());
            run.restart();
          }
          default -> {}
        }
      }
      told.addAll(run.told());
    }
    assertEquals(expected(table, metric), stored(told, ofTheTable, table, metric));
  }

  /** What the database ends with: words of the stream, then the hours of the table. */
  private static Map<String, String> stored(
      List<ReadingWindow> told, Set<Long> ofTheTable, Map<UUID, Reading> table, Metric metric) {
    told.stream()
        .filter(ReadingWindow::getFromTable)
        .forEach(window -> ofTheTable.add(EventTime.micros(window.getWindowStart())));
    Map<String, String> stored = new TreeMap<>();
    WindowsRun.newest(told.stream().filter(window -> !window.getFromTable()).toList())
        .forEach(
            (place, window) -> {
              long start = EventTime.micros(window.getWindowStart());
              if (!ofTheTable.contains(WindowLength.HOUR.start(start))) {
                stored.put(
                    place,
                    "%d %d %s %s"
                        .formatted(
                            window.getReadings(),
                            window.getLimited(),
                            window.getSum(),
                            window.getM2()));
              }
            });
    ofTheTable.forEach(hour -> compute(hour, table, metric, stored));
    return stored;
  }

  private static Map<String, String> expected(Map<UUID, Reading> table, Metric metric) {
    Set<Long> all = new HashSet<>();
    table.values().forEach(reading -> all.addAll(hours(reading, metric)));
    Map<String, String> windows = new TreeMap<>();
    all.forEach(hour -> compute(hour, table, metric, windows));
    return windows;
  }

  private static void compute(
      long hour, Map<UUID, Reading> table, Metric metric, Map<String, String> windows) {
    HourWindows computed = new HourWindows(metric, hour);
    table.values().forEach(reading -> computed.add(windowed(reading)));
    computed.forEach(
        (length, start, window) ->
            windows.put(
                length.minutes() + "@" + EventTime.instant(start),
                "%d %d %s %s"
                    .formatted(window.readings(), window.limited(), window.sum(), window.m2())));
  }

  private static List<Reading> readings(Random random, Metric metric, int size) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int device = random.nextInt(3);
      Instant at = NOON.plusSeconds(random.nextInt(10 * 3_600));
      Reading reading = reading(metric.code(), metric.unit(), at, at, 40 + random.nextInt(100));
      reading.setDeviceId(SubjectIdentity.device("default", "test", "device-" + device));
      reading.setReadingId(new UUID(device, i));
      if (metric.code().equals("steps") && random.nextInt(6) > 0) {
        reading.setEndAt(
            at.plusSeconds(30L * (1 + random.nextInt(random.nextBoolean() ? 4 : 400))));
      }
      if (random.nextInt(10) == 0) {
        reading.setComparator("<");
      }
      readings.add(reading);
    }
    return readings;
  }

  /** Mostly in the order of time; some devices come whole and late, some readings again. */
  private static List<Reading> noisy(List<Reading> clean, Random random) {
    List<Reading> noisy = new ArrayList<>(clean);
    Collections.sort(noisy, (a, b) -> a.getMeasuredAt().compareTo(b.getMeasuredAt()));
    if (random.nextBoolean()) {
      UUID late = clean.getFirst().getDeviceId();
      List<Reading> sync = noisy.stream().filter(r -> r.getDeviceId().equals(late)).toList();
      noisy.removeAll(sync);
      noisy.addAll(sync);
    }
    for (int swaps = random.nextInt(1 + clean.size() / 2); swaps > 0; swaps--) {
      Collections.swap(noisy, random.nextInt(noisy.size()), random.nextInt(noisy.size()));
    }
    for (int copies = random.nextInt(clean.size() + 1); copies > 0; copies--) {
      int from = random.nextInt(noisy.size());
      noisy.add(from + random.nextInt(noisy.size() - from), noisy.get(from));
    }
    return noisy;
  }

  private static SeriesIdentities.Claim claim(Reading reading, Metric metric) {
    return new SeriesIdentities.Claim(
        SeriesKey.of(reading.getUserId(), metric.id(), reading.getDeviceId()),
        reading.getReadingId(),
        ReadingIdentity.contentDigest(reading),
        EventTime.micros(reading.getMeasuredAt()),
        false,
        false);
  }

  private static Set<Long> hours(Reading reading, Metric metric) {
    WindowReading windowed = windowed(reading);
    Set<Long> hours = new HashSet<>();
    long last = windowed.lastHour(metric);
    for (long hour = windowed.firstHour(); hour <= last; hour += WindowLength.HOUR.micros()) {
      hours.add(hour);
    }
    return hours;
  }

  private static WindowReading windowed(Reading reading) {
    return new WindowReading(
        reading.getReadingId(),
        reading.getDeviceId(),
        EventTime.micros(reading.getMeasuredAt()),
        reading.getEndAt() == null ? null : EventTime.micros(reading.getEndAt()),
        reading.getValue(),
        reading.getComparator());
  }
}
