package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.thresholds.KindRules.bounded;
import static io.healthtrack.processors.thresholds.KindRules.events;
import static io.healthtrack.processors.thresholds.KindRules.evidence;
import static io.healthtrack.processors.thresholds.KindRules.falling;
import static io.healthtrack.processors.thresholds.KindRules.glucose;
import static io.healthtrack.processors.thresholds.KindRules.minute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateRuleTest {

  private static final UUID FALLING = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @BeforeEach
  void rule() {
    run.rule(FALLING, falling().build());
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void tellsTheChangePerMinuteAndWhatItWasMadeOf() {
    run.send(glucose(0, 180), glucose(5, 165), glucose(10, 145));

    AlertEvent opened = run.warning().getFirst();
    assertEquals("opened", opened.getEvent());
    assertEquals("rate", opened.getRuleKind());
    assertEquals(-3.5, opened.getValue());
    assertEquals("mg/dL/min", opened.getUnit());
    assertEquals(-3, opened.getLimit());
    assertEquals(List.of("change-per-minute", "value", "earlier-value"), evidence(opened));
    assertEquals(-3.5, opened.getEvidence().get(0).getValue());
    assertEquals(145, opened.getEvidence().get(1).getValue());
    assertEquals(180, opened.getEvidence().get(2).getValue());
    assertEquals(NOON, opened.getEvidence().get(2).getMeasuredAt());
  }

  @Test
  void theOldestReadingWithinTheWindowIsWhatItGoesBy() {
    run.send(glucose(0, 300), glucose(5, 180), glucose(10, 178), glucose(15, 176));
    run.send(glucose(20, 174));

    // 300 at noon makes -8.3 a minute until it leaves the window.
    assertEquals(List.of("opened", "resolved"), events(run.warning()));
  }

  @Test
  void readingsOfOneMomentAreNoTrend() {
    run.send(glucose(0, 180), glucose(0.1, 120), glucose(7, 60));

    assertTrue(run.warning().isEmpty());
  }

  @Test
  void aGapMakesNoRateAndResolvesNothing() {
    run.send(glucose(0, 180), glucose(10, 145));
    run.send(glucose(31, 140));
    assertEquals(List.of("opened", "no-data", "resumed"), events(run.warning()));
    run.send(glucose(36, 140));
    assertTrue(run.warning().isEmpty());
    run.send(glucose(39, 140));
    assertEquals(List.of("resolved"), events(run.warning()));
  }

  @Test
  void aValueThatIsOnlyABoundMakesNone() {
    run.send(glucose(0, 180), bounded(glucose(10, 40), "<"));
    assertTrue(run.warning().isEmpty());
    run.send(glucose(12, 100));
    assertEquals(List.of("opened"), events(run.warning()));
  }

  @Test
  void aLateReadingIsJudgedInItsPlace() {
    run.send(glucose(0, 180), glucose(10, 170));
    assertTrue(run.warning().isEmpty());
    run.send(glucose(9, 40));

    List<AlertEvent> events = run.warning();
    assertEquals(List.of("opened", "resolved"), events(events));
    assertEquals(minute(9), events.getFirst().getOpenedAt());
    assertEquals(minute(10), events.getLast().getMeasuredAt());
    assertEquals(-1, events.getLast().getValue());
  }

  @Test
  void dwellsAndResolvesAsALimitDoes() {
    run.rule(FALLING, falling().setDwellSeconds(300).setResolveSeconds(300).build());
    run.send(glucose(0, 200), glucose(8, 170), glucose(10, 160));
    assertTrue(run.warning().isEmpty());
    run.send(glucose(13, 150));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(minute(8), opened.getOpenedAt());
    assertEquals(minute(13), opened.getMeasuredAt());
    assertEquals(3, opened.getBreachingReadings());
    assertEquals(-4, opened.getMostExtreme());
  }

  @Test
  void whatWasMissedWhileNoRuleWantedItIsNotInTheStretch() {
    run.send(glucose(0, 180));
    run.rule(FALLING, falling().setUntil(minute(2)).build());
    run.send(glucose(4, 120));
    run.rule(
        FALLING,
        falling().setUntil(minute(2)).build(),
        falling().setVersion(2).setFrom(minute(5)).build());
    run.send(glucose(9, 110));

    assertTrue(run.warning().isEmpty());
  }
}
