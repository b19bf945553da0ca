package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.thresholds.KindRules.at;
import static io.healthtrack.processors.thresholds.KindRules.evidence;
import static io.healthtrack.processors.thresholds.KindRules.unusual;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BaselineRuleTest {

  private static final UUID UNUSUAL = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @BeforeEach
  void rule() {
    run.rule(UNUSUAL, unusual().build());
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void countsStandardDeviationsFromTheDaysBefore() {
    days(0, 3, 10, 60, 62);
    assertTrue(run.warning().isEmpty());
    run.send(on(3, 0, 66));

    AlertEvent opened = run.warning().getFirst();
    // Fifteen of 60 and fifteen of 62: mean 61, deviation sqrt(30 / 29).
    double deviation = Math.sqrt(30.0 / 29);
    assertEquals("baseline", opened.getRuleKind());
    assertEquals(5 / deviation, opened.getValue(), 1e-9);
    assertEquals("1", opened.getUnit());
    assertEquals(3, opened.getLimit());
    assertEquals(
        List.of(
            "deviations",
            "value",
            "baseline-mean",
            "baseline-deviation",
            "baseline-days",
            "baseline-readings"),
        evidence(opened));
    assertEquals(61, opened.getEvidence().get(2).getValue(), 1e-9);
    assertEquals(deviation, opened.getEvidence().get(3).getValue(), 1e-9);
  }

  @Test
  void saysNothingBeforeThreeDays() {
    days(0, 2, 20, 60, 62);
    run.send(on(2, 0, 90));

    assertTrue(run.warning().isEmpty());
  }

  @Test
  void saysNothingBeforeThirtyReadings() {
    days(0, 4, 7, 60, 62);
    run.send(on(4, 0, 90));

    assertTrue(run.warning().isEmpty());
  }

  @Test
  void saysNothingOfSomebodyWhoseValuesAreAllTheSame() {
    days(0, 3, 10, 60.1, 60.1);
    run.send(on(3, 0, 90));

    assertTrue(run.warning().isEmpty());
  }

  @Test
  void theDayItselfIsNotItsOwnBaseline() {
    days(0, 3, 10, 60, 62);
    run.send(on(3, 0, 61), on(3, 1, 61), on(3, 2, 66));

    assertEquals(3, run.warning().getFirst().getEvidence().get(4).getValue());
  }

  @Test
  void daysBeforeTheBaselineAreForgotten() {
    days(0, 3, 10, 60, 62);
    days(20, 23, 10, 80, 82);
    run.send(on(23, 0, 66));
    assertTrue(run.warning().isEmpty());
    run.send(on(23, 1, 86));

    assertEquals(81, run.warning().getFirst().getEvidence().get(2).getValue(), 1e-9);
  }

  private void days(int from, int until, int readings, double one, double other) {
    for (int day = from; day < until; day++) {
      for (int i = 0; i < readings; i++) {
        run.send(on(day, i, i % 2 == 0 ? one : other));
      }
    }
  }

  private static Reading on(int day, int minute, double value) {
    return at(
        "resting-heart-rate",
        "/min",
        NOON.plus(Duration.ofDays(day)).plusSeconds(60L * minute),
        value);
  }
}
