package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshnessTest {

  @Test
  void aFileOfLongAgoIsFreshWhereNothingWasEverPassedOn() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      Instant old = Instant.parse("2016-04-12T00:00:00Z");
      run.send(series(old, 100));

      assertEquals(Collections.nCopies(100, "fresh"), run.proofs());
    }
  }

  @Test
  void aFileSentAgainAfterAResetIsUnproven() {
    try (ValidationRun run = ValidationRun.afterReset(NOON)) {
      run.send(series(Instant.parse("2016-04-12T00:00:00Z"), 100));

      assertEquals(Collections.nCopies(100, "unproven"), run.proofs());
    }
  }

  @Test
  void afterAResetReadingsAreFreshOnceNoneLikeThemCanHavePassed() {
    try (ValidationRun run = ValidationRun.afterReset(NOON)) {
      Instant proven = NOON.plusSeconds(6 * 60);
      run.send(heartRate(NOON.minusSeconds(2), 60), heartRate(proven, 60));
      run.send(heartRate(proven.plusSeconds(1), 60), heartRate(NOON.plusSeconds(120), 60));

      assertEquals(List.of("unproven", "unproven", "fresh", "unproven"), run.proofs());
    }
  }

  @Test
  void theMarkOfAResetStays() {
    try (ValidationRun run = ValidationRun.afterReset(NOON)) {
      run.send(heartRate(NOON, 60));
      Instant later = NOON.plusSeconds(3600);
      run.send(heartRate(later, 60), heartRate(later.plusSeconds(1), 60));

      assertEquals(List.of("unproven", "fresh", "fresh"), run.proofs());
    }
  }

  @Test
  void anOperatorMaySayThatTheTableIsOlderThanTheCluster() {
    ValidationSettings settings =
        new ValidationSettings(Duration.ofMinutes(5), Duration.ofHours(1), 4_096, true);
    try (ValidationRun run = ValidationRun.with(NOON, settings)) {
      run.send(heartRate(NOON, 60));

      assertEquals(List.of("unproven"), run.proofs());
    }
  }

  @Test
  void disorderWithinTheHorizonIsFreshAndBeforeItUnproven() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      run.send(
          heartRate(NOON, 60),
          heartRate(NOON.minusSeconds(3599), 60),
          heartRate(NOON.minusSeconds(3600), 60),
          heartRate(NOON.minusSeconds(3599), 60));

      assertEquals(List.of("fresh", "fresh", "unproven"), run.proofs());
      assertEquals(1, run.tally().getDuplicates());
    }
  }

  @Test
  void aDeviceWithAWrongClockMovesNobodyElses() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      Reading ahead = reading("heart-rate", "/min", NOON, NOON, 60);
      ahead.setDeviceId(null);
      run.send(ahead, heartRate(NOON.minusSeconds(7200), 60));

      assertEquals(List.of("fresh", "fresh"), run.proofs());
    }
  }

  @Test
  void moreIdsThanABucketHoldsAreLeftToTheTable() {
    ValidationSettings settings =
        new ValidationSettings(Duration.ofMinutes(5), Duration.ofHours(1), 2, false);
    try (ValidationRun run = ValidationRun.with(NOON, settings)) {
      // The first makes the series; the others are of the same minute and not newer.
      run.send(heartRate(NOON, 60), heartRate(NOON, 61), heartRate(NOON, 62));
      run.send(heartRate(NOON, 63), heartRate(NOON, 60));

      assertEquals(List.of("fresh", "fresh", "fresh", "unproven"), run.proofs());
      assertEquals(1, run.tally().getDuplicates());
    }
  }

  @Test
  void stateStaysBoundedOverALongDay() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      for (int hour = 0; hour < 6; hour++) {
        run.send(series(NOON.plusSeconds(hour * 3600L), 3600));
      }
      // Sixteen to a chunk, and the one that is just expiring.
      assertTrue(run.size(ValidationTopology.BUCKETS) <= 3_600 / 16 + 1);
      assertEquals(1, run.size(ValidationTopology.HEADS));

      run.send(heartRate(NOON.plus(Duration.ofDays(30)), 60));
      assertEquals(0, run.size(ValidationTopology.BUCKETS));
    }
  }

  private static Reading[] series(Instant from, int seconds) {
    return IntStream.range(0, seconds)
        .mapToObj(second -> heartRate(from.plusSeconds(second), 60 + second % 30))
        .toArray(Reading[]::new);
  }
}
