package io.healthtrack.local.population;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final int SECONDS = 60;

  private final Population population = Population.of(7, 200, START);

  @Test
  void isDeterminedBySeedAndStart() {
    assertEquals(everything(population), everything(Population.of(7, 200, START)));
    assertNotEquals(everything(population), everything(Population.of(8, 200, START)));
  }

  @Test
  void measuresAboutAsMuchAsAskedFor() {
    long live =
        everything(population).stream()
            .flatMap(delivery -> delivery.readings().stream())
            .filter(reading -> !reading.measuredAt().isBefore(START))
            .count();
    assertTrue(Math.abs(live - 200 * SECONDS) < 0.25 * 200 * SECONDS, live + " readings");
  }

  @Test
  void speaksOnlyOfMetricsAndUnitsOfTheCatalogue() {
    for (ReadingDraft reading : readings()) {
      Metric metric = MetricCatalogue.load().byCode(reading.metric()).orElseThrow();
      OptionalDouble canonical = metric.toCanonical(reading.value(), reading.unit());
      assertTrue(canonical.isPresent(), reading.metric() + " in " + reading.unit());
    }
  }

  @Test
  void isPlausibleButForAFewGlitches() {
    long odd =
        readings().stream()
            .filter(
                reading -> {
                  Metric metric = MetricCatalogue.load().byCode(reading.metric()).orElseThrow();
                  return !metric.plausible(
                      metric.toCanonical(reading.value(), reading.unit()).orElseThrow());
                })
            .count();
    assertTrue(odd > 0 && odd < readings().size() / 200, odd + " implausible readings");
  }

  @Test
  void losesAnAnswerNowAndThen() {
    assertTrue(everything(population).stream().anyMatch(Delivery::retried));
  }

  @Test
  void syncsLateNowAndThen() {
    assertTrue(
        readings().stream().anyMatch(reading -> reading.measuredAt().isBefore(START)),
        "somebody's night arrives");
  }

  @Test
  void sendsEachRequestInOrderOfTime() {
    for (Delivery delivery : everything(population)) {
      List<Instant> times = delivery.readings().stream().map(ReadingDraft::measuredAt).toList();
      assertEquals(times.stream().sorted(Comparator.naturalOrder()).toList(), times);
    }
  }

  @Test
  void someHeartRacesLongEnoughToAlert() {
    Person first = Person.of(7, 0, Trouble.TACHYCARDIA, START);
    double start = START.toEpochMilli() / 1000.0;
    for (int second = 0; second < 30; second++) {
      assertTrue(first.heartRate(start + second) > 150);
    }
    assertTrue(first.heartRate(start + 120) < 150, "and recovers");
  }

  @Test
  void nobodyWellEverReachesTheAlarm() {
    for (int index = 10; index < 60; index++) {
      Person person = Person.of(3, index, Trouble.NONE, START);
      for (int minute = 0; minute < 24 * 60; minute++) {
        double at = START.getEpochSecond() + 60.0 * minute;
        double rate = person.heartRate(at);
        assertTrue(rate >= 38 && rate < 150, "heart rate " + rate);
        double saturation = person.oxygenSaturation(at);
        assertTrue(saturation >= 92 && saturation <= 100, "saturation " + saturation);
      }
    }
  }

  @Test
  void theDayHasARhythm() {
    Person person = Person.of(3, 11, Trouble.NONE, START);
    double asleep = 0;
    double awake = 0;
    int sleeping = 0;
    int waking = 0;
    double steps = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      double at = START.getEpochSecond() + 60.0 * minute;
      if (person.asleep(at)) {
        asleep += person.heartRate(at);
        sleeping++;
        assertEquals(0, person.steps(at), "nobody walks in sleep");
      } else {
        awake += person.heartRate(at);
        waking++;
        steps += person.steps(at);
      }
    }
    assertTrue(sleeping > 6 * 60 && sleeping < 9 * 60);
    assertTrue(awake / waking > asleep / sleeping + 8, "the heart is slower in sleep");
    assertTrue(steps > 2_000 && steps < 40_000, steps + " steps");
  }

  @Test
  void mealsRaiseGlucose() {
    Person person = Person.of(3, 12, Trouble.NONE, START);
    double fasting = 0;
    double highest = 0;
    for (int minute = 0; minute < 24 * 60; minute += 5) {
      double at = START.getEpochSecond() + 60.0 * minute;
      double hour = person.localHour(at);
      if (hour > 4 && hour < 6) {
        fasting = person.glucose(at);
      }
      highest = Math.max(highest, person.glucose(at));
    }
    assertTrue(highest > fasting + 20, fasting + " rises to " + highest);
  }

  @Test
  void everyPersonSpeaksThroughOneHub() {
    List<Set<String>> devices = new ArrayList<>();
    for (int hub = 0; hub < population.hubs(); hub++) {
      Set<String> seen = new java.util.HashSet<>();
      for (int second = 0; second < SECONDS; second++) {
        population
            .deliveries(hub, second)
            .forEach(d -> d.readings().forEach(reading -> seen.add(reading.device())));
      }
      devices.forEach(other -> assertTrue(java.util.Collections.disjoint(other, seen)));
      devices.add(seen);
    }
  }

  private List<ReadingDraft> readings() {
    return everything(population).stream().flatMap(d -> d.readings().stream()).toList();
  }

  private static List<Delivery> everything(Population population) {
    List<Delivery> deliveries = new ArrayList<>();
    for (int hub = 0; hub < population.hubs(); hub++) {
      for (int second = 0; second < SECONDS; second++) {
        deliveries.addAll(population.deliveries(hub, second));
      }
    }
    return deliveries;
  }
}
