package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.thresholds.KindRules.breathless;
import static io.healthtrack.processors.thresholds.KindRules.breaths;
import static io.healthtrack.processors.thresholds.KindRules.events;
import static io.healthtrack.processors.thresholds.KindRules.evidence;
import static io.healthtrack.processors.thresholds.KindRules.minute;
import static io.healthtrack.processors.thresholds.KindRules.saturation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompositeRuleTest {

  private static final UUID BREATHLESS = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void opensWhenTheLastOfItsMetricsCrossesItsLimit() {
    run.rule(BREATHLESS, breathless().build());
    run.send(breaths(0, 28), saturation(1, 96));
    assertTrue(run.warning().isEmpty());
    run.send(saturation(2, 90));

    AlertEvent opened = run.warning().getFirst();
    assertEquals("composite", opened.getRuleKind());
    assertEquals("respiratory-rate", opened.getMetric());
    assertEquals(28, opened.getValue());
    assertEquals("/min", opened.getUnit());
    assertEquals(24, opened.getLimit());
    assertEquals(minute(2), opened.getMeasuredAt());
    assertNull(opened.getDeviceId());
    assertEquals(List.of("respiratory-rate", "oxygen-saturation"), evidence(opened));
    assertEquals(NOON, opened.getEvidence().get(0).getMeasuredAt());
    assertEquals(90, opened.getEvidence().get(1).getValue());
    assertEquals("%", opened.getEvidence().get(1).getUnit());
  }

  @Test
  void resolvesWhenOneOfThemIsBack() {
    run.rule(BREATHLESS, breathless().build());
    run.send(breaths(0, 28), saturation(1, 90), saturation(2, 93));

    assertEquals(List.of("opened", "resolved"), events(run.warning()));
  }

  @Test
  void aValueThatIsTooOldDecidesNothing() {
    run.rule(BREATHLESS, breathless().build());
    run.send(saturation(0, 90), breaths(11, 28));
    assertTrue(run.warning().isEmpty());
    run.send(saturation(12, 90));
    assertEquals(List.of("opened"), events(run.warning()));
    run.send(saturation(24, 90), saturation(25, 90));
    assertTrue(run.warning().isEmpty());
    run.send(breaths(26, 18));
    assertEquals(List.of("resolved"), events(run.warning()));
  }

  @Test
  void anyOfThemIsEnoughWhereTheRuleSaysSo() {
    run.rule(BREATHLESS, breathless().setMatch("any").build());
    run.send(breaths(0, 18), saturation(1, 90));

    AlertEvent opened = run.warning().getFirst();
    assertEquals("opened", opened.getEvent());
    assertEquals(18, opened.getValue());
  }

  @Test
  void dwellsOverTheReadingsOfAllItsMetrics() {
    run.rule(BREATHLESS, breathless().setDwellSeconds(120).build());
    run.send(breaths(0, 28), saturation(0, 90), breaths(1, 27));
    assertTrue(run.warning().isEmpty());
    run.send(saturation(2, 89));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(NOON, opened.getOpenedAt());
    assertEquals(3, opened.getBreachingReadings());
  }

  @Test
  void devicesAreSeenAsOne() {
    run.rule(BREATHLESS, breathless().build());
    Reading other = saturation(1, 90);
    other.setDeviceId(new UUID(5, 5));
    run.send(breaths(0, 28), other);

    assertEquals(List.of("opened"), events(run.warning()));
  }

  @Test
  void aReadingOlderThanItsMetricsNewestChangesNothing() {
    run.rule(BREATHLESS, breathless().build());
    run.send(breaths(0, 28), saturation(5, 96), saturation(4, 90), breaths(6, 28));

    assertTrue(run.warning().isEmpty());
  }

  @Test
  void aReadingSlightlyBehindTheOthersIsNews() {
    run.rule(BREATHLESS, breathless().build());
    run.send(saturation(3, 90), breaths(2, 28));

    AlertEvent opened = run.warning().getFirst();
    assertEquals(minute(3), opened.getMeasuredAt());
  }

  @Test
  void whatIsSyncedFromLongAgoDisturbsNothing() {
    run.rule(BREATHLESS, breathless().build());
    run.send(saturation(300, 96), breaths(1, 28), breaths(2, 28), saturation(301, 96));

    assertTrue(run.warning().isEmpty());
    assertTrue(run.info().isEmpty());
  }

  @Test
  void theSameMetricsOwnRulesGoOnUndisturbed() {
    run.rule(BREATHLESS, breathless().build());
    run.rule(new UUID(1, 2), KindRules.rule("limit", "respiratory-rate").setAbove(24.0).build());
    run.send(breaths(0, 28), saturation(1, 90), breaths(2, 18));

    assertEquals(List.of("opened", "opened", "resolved", "resolved"), events(run.warning()));
  }

  @Test
  void aRuleThatHasEndedWithdrawsItsEpisode() {
    run.rule(BREATHLESS, breathless().build());
    run.send(breaths(0, 28), saturation(1, 90));
    run.rule(BREATHLESS, breathless().setUntil(minute(2)).build());
    run.send(saturation(3, 90), saturation(4, 90));

    assertEquals(List.of("opened", "withdrawn"), events(run.warning()));
  }
}
