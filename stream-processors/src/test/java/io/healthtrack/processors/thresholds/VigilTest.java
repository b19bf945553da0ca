package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.thresholds.Told.above150;
import static io.healthtrack.processors.thresholds.Told.at;
import static io.healthtrack.processors.thresholds.Told.events;
import static io.healthtrack.processors.thresholds.Told.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the clock of arrivals does to open episodes. */
class VigilTest {

  private static final UUID RULE = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void aSensorThatFellSilentIsToldOfWhileItIs() {
    run.rule(RULE, above150().build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.ticks(at(5), at(600));
    assertEquals(List.of("opened"), events(run.critical()));
    run.ticks(at(605), at(3_000));

    AlertEvent silent = only(run.critical());
    assertEquals("no-data", silent.getEvent());
    assertEquals(NOON, silent.getMeasuredAt());
    assertEquals(160, silent.getValue());
    assertEquals("/min", silent.getUnit());
    assertFalse(silent.getPage());
  }

  @Test
  void ofOneGapIsToldOnceAndItResolvesNothing() {
    run.rule(RULE, above150().build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.ticks(at(5), at(700));
    run.send(at(800, 160), at(810, 100));

    assertEquals(List.of("opened", "no-data", "resumed", "resolved"), events(run.critical()));
  }

  @Test
  void aWaitToResolveGoesOnIfOnlyTheRoadWasSlow() {
    run.rule(RULE, above150().setResolveSeconds(60).build());
    run.tick(NOON);
    run.send(at(0, 160), at(10, 100));
    run.ticks(at(15), at(700));
    Reading late = at(40, 100);
    late.setReceivedAt(at(701));
    Reading later = at(75, 100);
    later.setReceivedAt(at(701));
    run.send(late, later);

    assertEquals(List.of("opened", "no-data", "resumed", "resolved"), events(run.critical()));
  }

  @Test
  void anOutageOfOursIsNoSilence() {
    run.rule(RULE, above150().build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.ticks(at(5), at(100));
    run.ticks(at(10_000), at(10_500));

    assertEquals(List.of("opened"), events(run.critical()));
  }

  @Test
  void whatNobodyTakesOnIsRepeated() {
    run.rule(RULE, above150().setRepeatSeconds(120).build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.ticks(at(5), at(400));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "repeated", "repeated", "repeated"), events(events));
    assertTrue(events.stream().allMatch(AlertEvent::getPage));
    assertEquals(4, events.getLast().getRevision());
    run.send(at(401, 100));
    assertEquals(List.of("resolved"), events(run.critical()));
    run.ticks(at(405), at(800));
    assertTrue(run.critical().isEmpty());
  }

  @Test
  void aSilentSensorIsRepeatedToo() {
    run.rule(RULE, above150().setRepeatSeconds(500).build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.ticks(at(5), at(1_250));

    assertEquals(List.of("opened", "repeated", "no-data", "repeated"), events(run.critical()));
  }

  @Test
  void whatIsAcknowledgedIsNotRepeated() {
    run.rule(RULE, above150().setRepeatSeconds(60).build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.command(command(only(run.critical()), "acknowledge", null));
    run.ticks(at(5), at(500));

    assertEquals(List.of("acknowledged"), events(run.critical()));
  }

  @Test
  void whatIsSilencedIsRepeatedWhenTheSilenceIsOver() {
    run.rule(RULE, above150().setRepeatSeconds(60).build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.command(command(only(run.critical()), "silence", at(300)));
    run.ticks(at(5), at(295));
    assertEquals(List.of("silenced"), events(run.critical()));
    run.ticks(at(300), at(320));

    assertEquals(List.of("repeated"), events(run.critical()));
  }

  @Test
  void whatACoolDownKeptBackIsCalledOutWhenItIsOver() {
    run.rule(RULE, above150().setCooldownSeconds(300).build());
    run.tick(NOON);
    run.send(at(0, 160), at(10, 100), at(20, 160));
    assertEquals(List.of("opened", "resolved", "opened"), events(run.critical()));
    run.ticks(at(25), at(305));
    assertTrue(run.critical().isEmpty());
    run.ticks(at(310), at(500));

    AlertEvent repeated = only(run.critical());
    assertEquals("repeated", repeated.getEvent());
    assertTrue(repeated.getPage());
  }

  @Test
  void whatIsNotCriticalOrNotLiveIsNeverRepeated() {
    run.rule(RULE, above150().setSeverity("warning").setRepeatSeconds(60).build());
    run.rule(new UUID(2, 2), above150().setMetric("respiratory-rate").setRepeatSeconds(60).build());
    run.tick(NOON);
    Reading old = at(-400, 160);
    old.setMetric("respiratory-rate");
    old.setReceivedAt(NOON);
    run.send(at(0, 160), old);
    run.ticks(at(5), at(500));

    assertEquals(List.of("opened"), events(run.warning()));
    assertEquals(List.of("opened"), events(run.info()));
  }

  @Test
  void aRuleThatEndsWithdrawsByTheClock() {
    run.rule(RULE, above150().build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.rule(RULE, above150().setUntil(at(10)).build());
    run.ticks(at(10), at(30));

    assertEquals(List.of("opened", "withdrawn"), events(run.critical()));
    assertEquals(0, run.sizeOf(StoredDeadlines.STORE));
  }

  @Test
  void aNarrowerRuleWithdrawsByTheClock() {
    run.rule(RULE, above150().build());
    run.tick(NOON);
    run.send(at(0, 160));
    run.rule(new UUID(2, 2), above150().setAbove(180.0).setUserId(USER).build());
    run.ticks(at(10), at(30));

    assertEquals(List.of("opened", "withdrawn"), events(run.critical()));
  }

  @Test
  void ticksAreInNobodysCounts() {
    run.send(at(0, 60));
    run.ticks(at(5), at(20));

    Tally tally = run.tally();
    assertEquals(1, tally.getRecordsIn());
    assertEquals(5, tally.getCountedTo());
    assertEquals(4, tally.getPassedOver());
  }

  private static AlertCommand command(AlertEvent opened, String kind, Instant until) {
    return AlertCommand.newBuilder()
        .setCommandId(new UUID(7, 7))
        .setUserId(USER)
        .setEpisodeId(opened.getEpisodeId())
        .setKind(kind)
        .setAskedAt(at(3))
        .setAskedBy("nurse")
        .setUntil(until)
        .build();
  }
}
