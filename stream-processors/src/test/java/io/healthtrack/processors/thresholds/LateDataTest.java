package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.backtest.Backtest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reading that comes out of order makes of the episodes told. */
class LateDataTest {

  private static final UUID RULE = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void whatInterruptsADwellWithdrawsTheEpisode() {
    run.rule(RULE, high().setDwellSeconds(20).build());
    run.send(at(0, 160), at(20, 160));
    AlertEvent opened = only(run.critical());
    assertTrue(opened.getPage());
    run.send(late(10, 25, 100));

    AlertEvent withdrawn = only(run.critical());
    assertEquals("withdrawn", withdrawn.getEvent());
    assertEquals(opened.getEpisodeId(), withdrawn.getEpisodeId());
    assertEquals(2, withdrawn.getRevision());
    assertEquals(at(10), withdrawn.getMeasuredAt());
    assertFalse(withdrawn.getPage());
  }

  @Test
  void theDwellGoesOnFromWhereItTrulyBegan() {
    run.rule(RULE, high().setDwellSeconds(20).build());
    run.send(at(0, 160), at(20, 160), late(10, 25, 100));
    run.critical();
    run.send(at(35, 160));
    assertTrue(run.critical().isEmpty());
    run.send(at(40, 160));

    AlertEvent opened = only(run.critical());
    assertEquals("opened", opened.getEvent());
    assertEquals(at(20), opened.getOpenedAt());
  }

  @Test
  void anEpisodeThatBeganEarlierIsAnotherOneAndCallsNobodyAgain() {
    run.rule(RULE, high().setRepeatSeconds(60).build());
    run.tick(NOON);
    run.send(at(10, 160));
    AlertEvent opened = only(run.critical());
    run.command(command("acknowledge", opened.getEpisodeId(), null));
    run.send(late(5, 12, 155));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("acknowledged", "withdrawn", "opened"), events(events));
    AlertEvent another = events.getLast();
    assertNotEquals(opened.getEpisodeId(), another.getEpisodeId());
    assertEquals(at(5), another.getOpenedAt());
    assertEquals(160, another.getMostExtreme());
    assertEquals(2, another.getBreachingReadings());
    assertFalse(another.getPage());
    assertFalse(another.getRetrospective());
    run.ticks(at(15), at(300));
    assertTrue(run.critical().isEmpty(), "somebody has taken it on");
  }

  @Test
  void aSilenceStaysWithWhatItWasAskedFor() {
    run.rule(RULE, high().setRepeatSeconds(60).build());
    run.tick(NOON);
    run.send(at(10, 160));
    run.command(command("silence", only(run.critical()).getEpisodeId(), at(200)));
    run.send(late(5, 12, 155));
    assertEquals(at(200), run.critical().getLast().getSilencedUntil());
    run.ticks(at(15), at(199));
    assertTrue(run.critical().isEmpty());
    run.ticks(at(200), at(230));

    assertEquals(List.of("repeated"), events(run.critical()));
  }

  @Test
  void whatWasMissedIsToldAndPagedWhileItIsNews() {
    run.rule(RULE, high().build());
    run.send(at(0, 100), at(20, 100), late(10, 25, 170));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "resolved"), events(events));
    assertTrue(events.getFirst().getPage());
    assertEquals(170, events.getFirst().getValue());
    assertEquals(at(10), events.getFirst().getMeasuredAt());
    assertEquals(at(20), events.getLast().getMeasuredAt());
    assertEquals(100, events.getLast().getValue());
    assertEquals(2, events.getLast().getRevision());
  }

  @Test
  void whatOnlyOldDataShowsIsRetrospectiveAndPagesNobody() {
    run.rule(RULE, high().setCooldownSeconds(3_600).build());
    run.send(at(0, 100), at(20, 100), at(600, 100), late(10, 605, 170));

    assertTrue(run.critical().isEmpty());
    List<AlertEvent> events = run.info();
    assertEquals(List.of("opened", "resolved"), events(events));
    assertTrue(events.stream().allMatch(AlertEvent::getRetrospective));
    assertTrue(events.stream().noneMatch(AlertEvent::getPage));
    run.send(at(610, 170));
    assertTrue(only(run.critical()).getPage(), "it called nobody, so it begins no cool-down");
  }

  @Test
  void liveDataThatGoesOnInItCalls() {
    run.rule(RULE, high().setDwellSeconds(20).build());
    run.send(at(0, 160), at(8, 155), at(400, 100));
    run.send(at(410, 160), at(420, 160));
    run.send(late(405, 800, 160));
    run.critical();
    assertEquals(List.of(), events(run.info()), "its dwell is not over");
    run.send(at(430, 160));

    AlertEvent opened = only(run.critical());
    assertEquals(at(405), opened.getOpenedAt());
    assertTrue(opened.getPage());
  }

  @Test
  void anEpisodeEndsWhereItTrulyEnded() {
    run.rule(RULE, high().setResolveSeconds(10).build());
    run.send(at(0, 160), at(20, 100), at(30, 100));
    assertEquals(at(30), run.critical().getLast().getMeasuredAt());
    run.send(late(8, 35, 100));

    AlertEvent again = only(run.critical());
    assertEquals("resolved", again.getEvent());
    assertEquals(3, again.getRevision());
    assertEquals(at(20), again.getMeasuredAt());
  }

  @Test
  void anEpisodeThatHasNotEndedAfterAllIsOpenAgain() {
    run.rule(RULE, high().setResolveSeconds(20).build());
    run.send(at(0, 160), at(10, 100), at(30, 100));
    run.critical();
    run.send(late(20, 32, 165));

    AlertEvent corrected = only(run.critical());
    assertEquals("corrected", corrected.getEvent());
    assertEquals(3, corrected.getRevision());
    assertEquals(165, corrected.getMostExtreme());
    assertFalse(corrected.getPage());
    run.send(at(50, 100));
    AlertEvent resolved = only(run.critical());
    assertEquals("resolved", resolved.getEvent());
    assertEquals(4, resolved.getRevision());
  }

  @Test
  void aPeakThatCameLateIsInTheEnd() {
    run.rule(RULE, high().build());
    run.send(at(0, 160), at(10, 160), at(20, 100));
    run.critical();
    run.send(late(5, 25, 190));

    AlertEvent again = only(run.critical());
    assertEquals("resolved", again.getEvent());
    assertEquals(190, again.getMostExtreme());
    assertEquals(3, again.getBreachingReadings());
  }

  @Test
  void anOpenEpisodeIsAsBadAsAllReadingsSay() {
    run.rule(
        RULE,
        high().setSeverity("warning").setEscalateAbove(170.0).setEscalateTo("critical").build());
    run.send(at(0, 160), at(20, 168));
    run.warning();
    run.send(late(10, 22, 175));

    AlertEvent corrected = only(run.critical());
    assertEquals(
        corrected.getEventId(),
        only(run.warning()).getEventId(),
        "told on the topics of both severities");
    assertEquals("corrected", corrected.getEvent());
    assertEquals("warning", corrected.getPreviousSeverity());
    assertTrue(corrected.getPage());
  }

  @Test
  void whatWasDisprovedMayBeSoAfterAll() {
    run.rule(RULE, high().build());
    run.send(at(10, 160));
    UUID first = only(run.critical()).getEpisodeId();
    run.send(late(5, 12, 155));
    run.critical();
    run.send(late(7, 13, 100));

    List<AlertEvent> events = run.critical();
    AlertEvent revived =
        events.stream()
            .filter(event -> event.getEpisodeId().equals(first))
            .findFirst()
            .orElseThrow();
    assertEquals("corrected", revived.getEvent());
    assertEquals(3, revived.getRevision());
    assertFalse(revived.getPage());
    assertEquals(2, events.size());
    assertEquals("resolved", events.getFirst().getEvent());
    assertEquals(at(7), events.getFirst().getMeasuredAt());
  }

  @Test
  void whatTheClockWithdrewStaysWithdrawn() {
    run.rule(RULE, high().setUntil(at(30)).build());
    run.tick(NOON);
    run.send(at(0, 160), at(20, 160));
    run.ticks(at(25), at(60));
    assertEquals(List.of("opened", "withdrawn"), events(run.critical()));
    run.send(late(10, 62, 160));

    assertTrue(run.critical().isEmpty());
  }

  @Test
  void aLateReadingThatChangesNothingSaysNothing() {
    run.rule(RULE, high().build());
    run.send(at(0, 160), at(20, 160), late(10, 22, 158), at(30, 100), at(40, 100));
    run.send(late(35, 42, 90), late(25, 43, 159));

    assertEquals(List.of("opened", "resolved", "resolved"), events(run.critical()));
    assertTrue(run.warning().isEmpty() && run.info().isEmpty());
  }

  @Test
  void whatIsKeptOfASeriesIsBounded() {
    EngineRun engine = new EngineRun(List.of(rule()));
    long most = 0;
    for (int second = 0; second < 4 * 3_600; second++) {
      engine.take(at(second, 100 + second % 60));
      most = Math.max(most, second % 100 == 0 ? engine.bytes() : 0);
    }
    assertTrue(most < 60_000, "bytes " + most);
    EngineRun slow = new EngineRun(List.of(rule()));
    for (int number = 0; number < 1_000; number++) {
      slow.take(at(300 * number, 100));
    }
    assertTrue(slow.bytes() < 1_000, "bytes " + slow.bytes());
  }

  private static ThresholdRule rule() {
    return Backtest.always(RULE, "default", high().build());
  }

  private static AlertEvent only(List<AlertEvent> events) {
    assertEquals(1, events.size(), () -> events(events).toString());
    return events.getFirst();
  }

  private static List<String> events(List<AlertEvent> alerts) {
    return KindRules.events(alerts);
  }

  private static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static Reading at(int seconds, double value) {
    return late(seconds, seconds, value);
  }

  private static Reading late(int seconds, int received, double value) {
    Reading reading = heartRate(at(seconds), value);
    reading.setReceivedAt(at(received));
    return reading;
  }

  private static AlertCommand command(String kind, UUID episode, Instant until) {
    return AlertCommand.newBuilder()
        .setCommandId(new UUID(7, 7))
        .setUserId(USER)
        .setEpisodeId(episode)
        .setKind(kind)
        .setAskedBy("nurse")
        .setAskedAt(at(11))
        .setUntil(until)
        .build();
  }

  private static RuleVersion.Builder high() {
    return RuleVersion.newBuilder()
        .setVersion(1)
        .setFrom(Instant.EPOCH)
        .setName("high")
        .setMetric("heart-rate")
        .setSeverity("critical")
        .setAbove(150.0)
        .setHysteresis(5);
  }
}
