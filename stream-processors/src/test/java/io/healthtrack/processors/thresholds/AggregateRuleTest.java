package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.thresholds.KindRules.at;
import static io.healthtrack.processors.thresholds.KindRules.bounded;
import static io.healthtrack.processors.thresholds.KindRules.events;
import static io.healthtrack.processors.thresholds.KindRules.evidence;
import static io.healthtrack.processors.thresholds.KindRules.glucose;
import static io.healthtrack.processors.thresholds.KindRules.heartRate;
import static io.healthtrack.processors.thresholds.KindRules.meanHigh;
import static io.healthtrack.processors.thresholds.KindRules.minute;
import static io.healthtrack.processors.thresholds.KindRules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregateRuleTest {

  private static final UUID RULE = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void judgesTheMeanOnceHalfTheWindowIsCovered() {
    run.rule(RULE, meanHigh().build());
    run.send(heartRate(0, 160), heartRate(2, 160), heartRate(4.9, 160));
    assertTrue(run.warning().isEmpty());
    run.send(heartRate(5, 40));

    AlertEvent opened = run.warning().getFirst();
    assertEquals("aggregate", opened.getRuleKind());
    assertEquals(130, opened.getValue());
    assertEquals("/min", opened.getUnit());
    assertEquals(List.of("mean", "readings", "value"), evidence(opened));
    assertEquals(4, opened.getEvidence().get(1).getValue());
    assertEquals(40, opened.getEvidence().get(2).getValue());
  }

  @Test
  void whatLeavesTheWindowCountsNoMore() {
    run.rule(RULE, meanHigh().build());
    run.send(heartRate(0, 200), heartRate(5, 60), heartRate(9.9, 60));
    assertEquals(List.of("opened"), events(run.warning()));
    run.send(heartRate(10, 60));
    assertEquals(List.of("resolved"), events(run.warning()));
  }

  @Test
  void aGapBeginsTheWindowAnew() {
    run.rule(RULE, meanHigh().build());
    run.send(heartRate(0, 60), heartRate(5, 60), heartRate(16, 180), heartRate(20, 180));
    assertTrue(run.warning().isEmpty());
    run.send(heartRate(21, 180));

    assertEquals(180, run.warning().getFirst().getValue());
  }

  @Test
  void aBoundStaysOutOfTheMeanAndIsTheLowestThereCanBe() {
    run.rule(
        RULE,
        rule("aggregate", "glucose")
            .setStatistic("minimum")
            .setBelow(30.0)
            .setWindowSeconds(600)
            .build());
    run.rule(
        new UUID(1, 2),
        rule("aggregate", "glucose")
            .setStatistic("mean")
            .setBelow(70.0)
            .setWindowSeconds(600)
            .build());
    run.send(glucose(0, 100), bounded(glucose(4, 40), "<"), glucose(6, 90));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(RULE, opened.getRuleId());
    assertEquals("<", opened.getComparator());
    assertEquals(40, opened.getValue());
  }

  @Test
  void aSumIsJudgedOfWholeWindowsOnly() {
    run.rule(
        RULE,
        rule("aggregate", "steps")
            .setStatistic("sum")
            .setBelow(100.0)
            .setWindowSeconds(3600)
            .build());
    run.send(steps(0, 20), steps(30, 20), steps(59, 20));
    assertTrue(run.warning().isEmpty());
    run.send(steps(60, 20));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(60, opened.getValue());
    assertEquals(minute(60), opened.getMeasuredAt());
  }

  @Test
  void countsAreOfNoUnit() {
    run.rule(
        RULE,
        rule("aggregate", "heart-rate")
            .setStatistic("count")
            .setAbove(2.0)
            .setWindowSeconds(120)
            .build());
    run.send(heartRate(0, 60), heartRate(1, 60), heartRate(2, 60), heartRate(2.1, 60));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(3, opened.getValue());
    assertEquals("1", opened.getUnit());
  }

  @Test
  void aLateReadingEntersTheWindowItBelongsTo() {
    run.rule(RULE, meanHigh().build());
    run.send(heartRate(0, 90), heartRate(6, 90));
    assertTrue(run.warning().isEmpty());
    run.send(heartRate(3, 300), heartRate(7, 90));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(160, opened.getValue());
    assertEquals(minute(6), opened.getMeasuredAt());
  }

  private static io.healthtrack.avro.Reading steps(double minutes, double value) {
    return at("steps", "{steps}", minute(minutes), value);
  }
}
