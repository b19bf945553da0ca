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
import io.healthtrack.schemas.windows.RunningTotal;
import io.healthtrack.schemas.windows.RunningTotals;
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
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Counters of two devices beside amounts of a third: resets, gaps, duplicates, disorder, late syncs
 * and restarts, through validation's memory and the topology, then what the sink does.
 */
class CountersPropertyTest {

  private static final Metric STEPS = MetricCatalogue.load().byCode("steps").orElseThrow();
  private static final long HOUR = WindowLength.HOUR.micros();
  private static final long LONGEST = WindowReading.LONGEST.toNanos() / 1_000;

  private final Map<UUID, Reading> table = new LinkedHashMap<>();
  private final Set<Long> ofTheTable = new HashSet<>();
  private final List<ReadingWindow> told = new ArrayList<>();

  @BeforeTry
  void forget() {
    table.clear();
    ofTheTable.clear();
    told.clear();
  }

  @Property(tries = 30, seed = "20261121")
  void streamedPlusRepairedEqualsWhatTheCleanTotalsSay(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 90) int size,
      @ForAll @IntRange(min = 1, max = 4) int sparse) {
    List<Reading> clean = readings(random, size, sparse);
    SeriesIdentities identities =
        new SeriesIdentities(
            new MapStore(), new MapStore(), new MapStore(), Duration.ofHours(1), 4_096);
    try (WindowsRun run = new WindowsRun(NOON)) {
      for (Reading sent : noisy(clean, random)) {
        Finding finding = identities.settle(claim(sent), Long.MIN_VALUE);
        if (finding != Finding.DUPLICATE) {
          // Some are unproven for other reasons: validation's own state was lost.
          store(sent, finding == Finding.FRESH && random.nextInt(15) > 0, run);
        }
        switch (random.nextInt(40)) {
          case 0, 1, 2 -> told.addAll(run.told());
          case 3 -> {
            told.addAll(run.toldAtOnce());
            run.restart();
          }
          default -> {}
        }
      }
      told.addAll(run.told());
    }
    takeSomeBack(random);
    Map<String, String> expected = new TreeMap<>();
    long end = EventTime.micros(NOON.plus(Duration.ofDays(40)));
    for (long hour = EventTime.micros(NOON) - 26 * HOUR; hour < end; hour += HOUR) {
      compute(hour, expected);
    }
    assertEquals(expected, stored());
  }

  private void store(Reading sent, boolean fresh, WindowsRun run) {
    Reading reading = Reading.newBuilder(sent).build();
    reading.setProof(fresh ? "fresh" : "unproven");
    boolean news = table.putIfAbsent(reading.getReadingId(), reading) == null;
    if (!fresh && news) {
      queue(reading);
    }
    run.send(reading);
  }

  /** What is entered in error stays in the table, and is taken out of all windows. */
  private void takeSomeBack(Random random) {
    for (Reading reading : List.copyOf(table.values())) {
      if (random.nextInt(20) == 0) {
        reading.setStatus("entered-in-error");
        queue(reading);
      }
    }
  }

  /** As {@code ops.hours_touched} and {@code ops.hours_of_total} reckon it. */
  private void queue(Reading reading) {
    long from = micros(reading);
    long until = reading.getEndAt() == null ? from : EventTime.micros(reading.getEndAt()) - 1;
    if (reading.getStatistic() != null) {
      long at = from;
      from = at - LONGEST;
      until = at + LONGEST;
      for (Reading other : table.values()) {
        if (isTotal(other) && other.getDeviceId().equals(reading.getDeviceId())) {
          from = micros(other) < at ? Math.max(from, micros(other)) : from;
          until = micros(other) > at ? Math.min(until, micros(other)) : until;
        }
      }
    }
    for (long hour = WindowLength.HOUR.start(from); hour <= until; hour += HOUR) {
      ofTheTable.add(hour);
    }
  }

  /** What the database ends with: words of the stream, then the hours of the table. */
  private Map<String, String> stored() {
    told.stream()
        .filter(ReadingWindow::getFromTable)
        .forEach(window -> ofTheTable.add(EventTime.micros(window.getWindowStart())));
    Map<String, String> stored = new TreeMap<>();
    WindowsRun.newest(told.stream().filter(window -> !window.getFromTable()).toList())
        .forEach(
            (place, window) -> {
              long start = EventTime.micros(window.getWindowStart());
              if (!ofTheTable.contains(WindowLength.HOUR.start(start))) {
                stored.put(place, window.getReadings() + " " + window.getSum());
              }
            });
    ofTheTable.forEach(hour -> compute(hour, stored));
    return stored;
  }

  private void compute(long hour, Map<String, String> windows) {
    HourWindows computed = new HourWindows(STEPS, hour);
    RunningTotals totals = new RunningTotals(STEPS);
    for (Reading reading : table.values()) {
      if (isTotal(reading)) {
        totals.add(
            new RunningTotal(
                reading.getReadingId(),
                reading.getDeviceId(),
                micros(reading),
                reading.getValue()));
      } else if (reading.getStatistic() == null && reading.getStatus().equals("final")) {
        computed.add(
            new WindowReading(
                reading.getReadingId(),
                reading.getDeviceId(),
                micros(reading),
                EventTime.micros(reading.getEndAt()),
                reading.getValue(),
                null));
      }
    }
    totals.forEachAmount(computed::add);
    computed.forEach(
        (length, start, window) ->
            windows.put(
                length.minutes() + "@" + EventTime.instant(start),
                window.readings() + " " + window.sum()));
  }

  private static boolean isTotal(Reading reading) {
    return reading.getStatistic() != null && reading.getStatus().equals("final");
  }

  /** Two counters, each with its resets and gaps, and a watch that tells of intervals. */
  private static List<Reading> readings(Random random, int size, int sparse) {
    List<Reading> readings = new ArrayList<>();
    int[] minute = new int[3];
    int[] shown = {70_000, 0, 0};
    for (int i = 0; i < size; i++) {
      int device = random.nextInt(5) / 2;
      minute[device] +=
          random.nextInt(20) == 0 ? 1_400 + random.nextInt(200) : random.nextInt(40 * sparse);
      shown[device] =
          random.nextInt(10) == 0 ? random.nextInt(9) : shown[device] + random.nextInt(300);
      Instant at = NOON.plusSeconds(minute[device] * 60L + random.nextInt(2) * 20L);
      Reading reading = reading("steps", "{steps}", at, at, shown[device]);
      reading.setDeviceId(SubjectIdentity.device("default", "test", "device-" + device));
      reading.setReadingId(new UUID(device, i));
      if (device < 2) {
        reading.setStatistic(RunningTotal.STATISTIC);
      } else {
        reading.setValue(random.nextInt(200));
        reading.setEndAt(at.plusSeconds(60L * (1 + random.nextInt(90))));
      }
      readings.add(reading);
    }
    return readings;
  }

  /** Mostly in the order of time; some devices come whole and late, some readings again. */
  private static List<Reading> noisy(List<Reading> clean, Random random) {
    List<Reading> noisy = new ArrayList<>(clean);
    noisy.sort((a, b) -> a.getMeasuredAt().compareTo(b.getMeasuredAt()));
    if (random.nextBoolean()) {
      UUID late = clean.getFirst().getDeviceId();
      List<Reading> sync = noisy.stream().filter(r -> r.getDeviceId().equals(late)).toList();
      noisy.removeAll(sync);
      noisy.addAll(sync);
    }
    for (int swaps = random.nextInt(1 + clean.size() / 3); swaps > 0; swaps--) {
      int from = random.nextInt(noisy.size());
      int apart = random.nextBoolean() ? 3 : noisy.size();
      Collections.swap(noisy, from, Math.min(noisy.size() - 1, from + random.nextInt(apart)));
    }
    for (int copies = random.nextInt(clean.size() + 1); copies > 0; copies--) {
      int from = random.nextInt(noisy.size());
      noisy.add(from + random.nextInt(noisy.size() - from), noisy.get(from));
    }
    return noisy;
  }

  private static SeriesIdentities.Claim claim(Reading reading) {
    return new SeriesIdentities.Claim(
        SeriesKey.of(reading.getUserId(), STEPS.id(), reading.getDeviceId()),
        reading.getReadingId(),
        ReadingIdentity.contentDigest(reading),
        micros(reading),
        false,
        false);
  }

  private static long micros(Reading reading) {
    return EventTime.micros(reading.getMeasuredAt());
  }
}
