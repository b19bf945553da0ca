package io.healthtrack.schemas.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Amounts over the windows of an hour; times are minutes of that hour. */
class HourWindowsTest {

  private static final Metric STEPS = MetricCatalogue.load().byCode("steps").orElseThrow();
  private static final UUID WATCH = new UUID(1, 1);
  private static final UUID PHONE = new UUID(2, 2);
  private static final long MINUTE = WindowLength.MINUTE.micros();
  private static final long HOUR = WindowLength.HOUR.start(1_700_000_000_000_000L);

  @Test
  void splitsAnIntervalInProportionOfTime() {
    Map<String, Double> sums = sums(steps(1, WATCH, -30, 90, 1_200));
    assertEquals(10, sums.get("1@0"));
    assertEquals(50, sums.get("5@55"));
    assertEquals(600, sums.get("60@0"));
  }

  @Test
  void countsAPhoneAndAWatchOnce() {
    Map<String, Double> sums =
        sums(steps(1, WATCH, 0, 1, 100), steps(2, WATCH, 1, 2, 80), steps(3, PHONE, 0, 5, 500));
    assertEquals(100, sums.get("1@0"));
    assertEquals(80, sums.get("1@1"));
    assertEquals(100, sums.get("1@2"), "where the watch is silent the phone counts");
    assertEquals(480, sums.get("60@0"));
  }

  @Test
  void takesTheLowerDeviceOfTwoEquallyFine() {
    assertEquals(7, sums(steps(1, PHONE, 0, 1, 9), steps(2, WATCH, 0, 1, 7)).get("60@0"));
  }

  @Test
  void aMinuteFileDisplacesTheDailyFileOfTheSameDevice() {
    List<WindowReading> readings = new ArrayList<>();
    readings.add(steps(99, WATCH, -600, 840, 144_000));
    for (int minute = 0; minute < 60; minute++) {
      readings.add(steps(minute, WATCH, minute, minute + 1, minute));
    }
    assertEquals(59 * 60 / 2, sums(readings).get("60@0"));
  }

  @Test
  void twoReadingsOfOneSourceThatDoNotOverlapBothCountInTheirMinute() {
    WindowReading early = reading(1, WATCH, HOUR, HOUR + MINUTE / 2, 30);
    WindowReading late = reading(2, WATCH, HOUR + MINUTE / 2, HOUR + MINUTE, 12);
    assertEquals(42, sums(early, late).get("1@0"));
  }

  @Test
  void amountsWithoutAnIntervalCountOnlyWhereNoIntervalSpeaks() {
    WindowReading moment = new WindowReading(new UUID(0, 5), PHONE, HOUR + 1, null, 70, null);
    WindowReading later =
        new WindowReading(new UUID(0, 6), PHONE, HOUR + 2 * MINUTE, null, 40, null);
    Map<String, Double> sums = sums(steps(1, WATCH, 0, 1, 10), moment, later);
    assertEquals(10, sums.get("1@0"));
    assertEquals(40, sums.get("1@2"));
    assertEquals(50, sums.get("60@0"));
  }

  @Test
  void leavesOutWhatSpeaksOfMoreThanADay() {
    assertEquals(Map.of(), sums(steps(1, WATCH, -60, 26 * 60, 9_000)));
  }

  @Test
  void countsABoundWithoutItsNumber() {
    HourWindows hour = new HourWindows(STEPS, HOUR);
    hour.add(new WindowReading(new UUID(0, 1), WATCH, HOUR, HOUR + MINUTE, 5, "<"));
    List<String> told = new ArrayList<>();
    hour.forEach((length, start, window) -> told.add(window.readings() + "/" + window.limited()));
    assertEquals(List.of("0/1", "0/1", "0/1"), told);
  }

  @Property(tries = 200, seed = "20261121")
  void onlyTheSetOfReadingsCounts(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 40) int size) {
    List<WindowReading> readings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long from = HOUR + random.nextInt(-30, 60) * MINUTE + random.nextInt(4) * MINUTE / 4;
      UUID device = random.nextInt(3) == 0 ? null : random.nextBoolean() ? WATCH : PHONE;
      Long until = random.nextInt(5) == 0 ? null : from + (1 + random.nextInt(200)) * MINUTE / 4;
      String comparator = random.nextInt(10) == 0 ? "<" : null;
      readings.add(
          new WindowReading(new UUID(0, i), device, from, until, random.nextInt(500), comparator));
    }
    Map<String, Double> expected = sums(readings);
    Collections.shuffle(readings, random);
    assertEquals(expected, sums(readings));
    double minutes =
        expected.entrySet().stream()
            .filter(window -> window.getKey().startsWith("1@"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    assertEquals(expected.getOrDefault("60@0", 0.0), minutes, 1e-9 * (1 + minutes));
  }

  private static WindowReading steps(long id, UUID device, int from, int until, double value) {
    return reading(id, device, HOUR + from * MINUTE, HOUR + until * MINUTE, value);
  }

  private static WindowReading reading(long id, UUID device, long from, long until, double value) {
    return new WindowReading(new UUID(0, id), device, from, until, value, null);
  }

  private static Map<String, Double> sums(WindowReading... readings) {
    return sums(List.of(readings));
  }

  private static Map<String, Double> sums(List<WindowReading> readings) {
    HourWindows hour = new HourWindows(STEPS, HOUR);
    readings.forEach(hour::add);
    Map<String, Double> sums = new TreeMap<>();
    hour.forEach(
        (length, start, window) ->
            sums.put(length.minutes() + "@" + (start - HOUR) / MINUTE, window.sum()));
    return sums;
  }
}
