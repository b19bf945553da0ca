package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.reading;
import static io.healthtrack.processors.thresholds.Told.above150;
import static io.healthtrack.processors.thresholds.Told.at;
import static io.healthtrack.processors.thresholds.Told.events;
import static io.healthtrack.processors.thresholds.Told.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.processors.testing.Golden;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.RegistryClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThresholdsTopologyTest {

  private static final UUID HIGH = new UUID(1, 1);
  private static final UUID LOW = new UUID(1, 2);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void hasTheDescribedShape() {
    Golden.assertMatches(
        "thresholds",
        new ThresholdsTopology(
                RegistryClient.local(),
                MetricCatalogue.load(),
                ThresholdsSettings.DEFAULTS,
                new SimpleMeterRegistry())
            .build());
  }

  @Test
  void leavesOutAndCountsARuleThatCannotBeRead() {
    run.poison(new UUID(6, 6));
    run.rule(HIGH, high().build());
    run.send(at(0, 160), at(15, 165));

    assertEquals("opened", only(run.critical()).getEvent());
    assertTrue(run.unreadableRules() > 0);
  }

  @Test
  void opensOnceTheDwellIsOver() {
    run.rule(HIGH, high().build());
    run.send(at(0, 160), at(10, 161));
    assertTrue(run.critical().isEmpty());
    run.send(at(15, 165), at(20, 170));

    AlertEvent opened = only(run.critical());
    assertEquals("opened", opened.getEvent());
    assertEquals(NOON, opened.getOpenedAt());
    assertEquals(NOON.plusSeconds(15), opened.getMeasuredAt());
    assertEquals(NOON.plusSeconds(17).plusSeconds(3600), opened.getValidUntil());
    assertEquals(3, opened.getBreachingReadings());
    assertEquals(165, opened.getMostExtreme());
    assertEquals(150, opened.getLimit());
    assertTrue(opened.getPage());
    assertFalse(opened.getRetrospective());
  }

  @Test
  void aReadingWithinTheLimitBeginsTheDwellAnew() {
    run.rule(HIGH, high().build());
    run.send(at(0, 160), at(10, 120), at(15, 160), at(25, 160));

    assertTrue(run.critical().isEmpty());
  }

  @Test
  void resolvesOnceTheValueHasBeenBackForLongEnough() {
    run.rule(HIGH, high().build());
    run.send(at(0, 160), at(15, 160));
    run.send(at(20, 148), at(40, 144), at(60, 149), at(70, 140), at(90, 140));
    assertEquals(List.of("opened"), events(run.critical()));
    run.send(at(100, 140));

    AlertEvent resolved = only(run.critical());
    assertEquals("resolved", resolved.getEvent());
    assertEquals(2, resolved.getRevision());
    assertFalse(resolved.getPage());
  }

  @Test
  void oneEpisodeKeepsItsIdAndEventsHaveTheirOwn() {
    run.rule(HIGH, high().setResolveSeconds(0).build());
    run.send(at(0, 160), at(15, 160), at(20, 100), at(30, 160), at(45, 160));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "resolved", "opened"), events(events));
    assertEquals(events.get(0).getEpisodeId(), events.get(1).getEpisodeId());
    assertEquals(3, events.stream().map(AlertEvent::getEventId).distinct().count());
    assertEquals(2, events.stream().map(AlertEvent::getEpisodeId).distinct().count());
  }

  @Test
  void aSilentSensorSatisfiesNoDwell() {
    run.rule(HIGH, high().build());
    run.send(at(0, 160), at(11 * 60, 160));
    assertTrue(run.critical().isEmpty());
    run.send(at(11 * 60 + 15, 160));

    assertEquals(NOON.plusSeconds(11 * 60), only(run.critical()).getOpenedAt());
  }

  @Test
  void aSilentSensorResolvesNothing() {
    run.rule(HIGH, high().build());
    run.send(at(0, 160), at(15, 160), at(20, 100), at(11 * 60 + 21, 100));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "no-data", "resumed"), events(events));
    assertEquals(NOON.plusSeconds(20), events.get(1).getMeasuredAt());
    run.send(at(11 * 60 + 51, 100));
    assertEquals(List.of("resolved"), events(run.critical()));
  }

  @Test
  void aComparatorIsTheMostUrgentValue() {
    run.rule(LOW, glucoseLow().build());
    Reading low = reading("glucose", "mg/dL", NOON, NOON, 40);
    low.setComparator("<");
    run.send(low);

    AlertEvent opened = only(run.critical());
    assertEquals("<", opened.getComparator());
    assertEquals(40, opened.getValue());
  }

  @Test
  void aComparatorBreachesALimitBelowItsValueToo() {
    run.rule(LOW, glucoseLow().setBelow(30.0).build());
    Reading low = reading("glucose", "mg/dL", NOON, NOON, 40);
    low.setComparator("<");
    run.send(reading("glucose", "mg/dL", NOON.minusSeconds(60), NOON, 40), low);

    assertEquals(List.of("opened"), events(run.critical()));
  }

  @Test
  void oldDataGoesToInfoAndPagesNobody() {
    run.rule(LOW, glucoseLow().build());
    run.send(reading("glucose", "mg/dL", NOON.minusSeconds(301), NOON, 40));

    assertTrue(run.critical().isEmpty());
    AlertEvent opened = only(run.info());
    assertTrue(opened.getRetrospective());
    assertFalse(opened.getPage());
    assertEquals("critical", opened.getSeverity());
  }

  @Test
  void whatGoesOnInLiveDataIsToldToThoseWhoMustKnow() {
    run.rule(LOW, glucoseLow().build());
    run.send(
        reading("glucose", "mg/dL", NOON.minusSeconds(600), NOON, 40),
        reading("glucose", "mg/dL", NOON, NOON, 41));

    assertEquals(List.of("opened", "escalated"), events(run.info()));
    AlertEvent live = only(run.critical());
    assertEquals("escalated", live.getEvent());
    assertTrue(live.getPage());
    assertFalse(live.getRetrospective());
  }

  @Test
  void unprovenReadingsAndStatisticsAlertNobody() {
    run.rule(LOW, glucoseLow().build());
    Reading unproven = reading("glucose", "mg/dL", NOON, NOON, 40);
    unproven.setProof("unproven");
    Reading statistic = reading("glucose", "mg/dL", NOON, NOON, 40);
    statistic.setStatistic("minimum");
    run.send(unproven, statistic);

    assertTrue(run.critical().isEmpty());
    assertEquals(2, run.tally().getRecordsIn());
  }

  @Test
  void selfReportsMayAlert() {
    run.rule(LOW, glucoseLow().build());
    Reading reported = reading("glucose", "mg/dL", NOON, NOON, 40);
    reported.setDeviceId(null);
    reported.setModality("self-reported");
    run.send(reported);

    assertEquals(1, run.critical().size());
  }

  @Test
  void aPersonsOwnRuleTakesTheGeneralOnesPlace() {
    run.rule(HIGH, high().setDwellSeconds(0).build());
    run.rule(LOW, high().setDwellSeconds(0).setAbove(180.0).setUserId(Sample.USER).build());
    run.send(at(0, 160));
    assertTrue(run.critical().isEmpty());
    run.send(at(10, 185));

    assertEquals(LOW, only(run.critical()).getRuleId());
  }

  @Test
  void theRuleInForceAtArrivalApplies() {
    Instant change = NOON.plusSeconds(100);
    run.rule(
        HIGH,
        high().setDwellSeconds(0).setUntil(change).build(),
        high().setDwellSeconds(0).setVersion(2).setAbove(120.0).setFrom(change).build());
    run.send(at(97, 130));
    assertTrue(run.critical().isEmpty());
    run.send(at(98, 130));

    AlertEvent opened = only(run.critical());
    assertEquals(2, opened.getRuleVersion());
    assertEquals(120, opened.getLimit());
  }

  @Test
  void aNewSeverityGoesToTheOldAndTheNewTopic() {
    Instant change = NOON.plusSeconds(100);
    run.rule(
        HIGH,
        high().setDwellSeconds(0).setUntil(change).build(),
        high().setDwellSeconds(0).setVersion(2).setSeverity("warning").setFrom(change).build());
    run.send(at(0, 160), at(110, 160));

    assertEquals(List.of("opened", "de-escalated"), events(run.critical()));
    AlertEvent now = only(run.warning());
    assertEquals("critical", now.getPreviousSeverity());
    assertEquals("warning", now.getSeverity());
  }

  @Test
  void aRuleThatIsGoneWithdrawsItsEpisodes() {
    run.rule(HIGH, high().setDwellSeconds(0).build());
    run.send(at(0, 160));
    run.forget(HIGH);
    run.send(at(10, 160), at(20, 160));

    assertEquals(List.of("opened", "withdrawn"), events(run.critical()));
  }

  @Test
  void aLateBreachIsAnEpisodeOfItsOwnAndDisturbsNoOther() {
    run.rule(LOW, glucoseLow().build());
    run.send(
        reading("glucose", "mg/dL", NOON.plusSeconds(10), NOON.plusSeconds(10), 90),
        reading("glucose", "mg/dL", NOON, NOON.plusSeconds(11), 40),
        reading("glucose", "mg/dL", NOON.plusSeconds(20), NOON.plusSeconds(20), 90));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "resolved"), events(events));
    assertEquals(NOON, events.getFirst().getOpenedAt());
  }

  @Test
  void aBadRuleStopsNothing() {
    run.rule(HIGH, high().setAbove(null).build());
    run.rule(LOW, glucoseLow().build());
    run.send(at(0, 160), reading("glucose", "mg/dL", NOON, NOON, 40));

    assertEquals(LOW, only(run.critical()).getRuleId());
  }

  private static RuleVersion.Builder high() {
    return above150().setName("high").setHysteresis(5).setDwellSeconds(15).setResolveSeconds(30);
  }

  private static RuleVersion.Builder glucoseLow() {
    return RuleVersion.newBuilder()
        .setVersion(1)
        .setFrom(Instant.EPOCH)
        .setName("low")
        .setMetric("glucose")
        .setSeverity("critical")
        .setBelow(54.0);
  }
}
