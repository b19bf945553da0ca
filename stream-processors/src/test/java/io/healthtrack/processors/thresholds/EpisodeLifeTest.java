package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.thresholds.Told.above150;
import static io.healthtrack.processors.thresholds.Told.at;
import static io.healthtrack.processors.thresholds.Told.events;
import static io.healthtrack.processors.thresholds.Told.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Escalation by value, cool-down and silence: who is woken, and who is left alone. */
class EpisodeLifeTest {

  private static final UUID RULE = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void aWorseValueEscalatesAndABetterOneDeEscalates() {
    run.rule(RULE, rising().build());
    run.send(at(0, 160), at(10, 185), at(20, 177), at(30, 174), at(40, 100));

    List<AlertEvent> warning = run.warning();
    List<AlertEvent> critical = run.critical();
    assertEquals(List.of("opened", "escalated", "de-escalated", "resolved"), events(warning));
    assertEquals(List.of("escalated", "de-escalated"), events(critical));
    AlertEvent escalated = critical.getFirst();
    assertEquals("warning", escalated.getPreviousSeverity());
    assertEquals("critical", escalated.getSeverity());
    assertEquals(180, escalated.getLimit());
    assertTrue(escalated.getPage());
    assertFalse(critical.getLast().getPage());
    assertEquals(NOON.plusSeconds(30), critical.getLast().getMeasuredAt());
    assertEquals("resolved", warning.getLast().getEvent());
  }

  @Test
  void whatIsBeyondTheSecondLimitAtOnceOpensAsSevere() {
    run.rule(RULE, rising().build());
    run.send(at(0, 190));

    AlertEvent opened = only(run.critical());
    assertEquals("opened", opened.getEvent());
    assertTrue(opened.getPage());
    assertTrue(run.warning().isEmpty());
  }

  @Test
  void anEscalationInOldDataIsCalledOutWhenLiveDataGoesOn() {
    run.rule(RULE, rising().build());
    Reading old = at(10, 190);
    old.setReceivedAt(NOON.plusSeconds(400));
    run.send(at(0, 160), old, at(420, 190), at(430, 190));

    List<AlertEvent> critical = run.critical();
    assertEquals(List.of("escalated", "repeated"), events(critical));
    assertFalse(critical.getFirst().getPage());
    assertTrue(critical.getLast().getPage());
  }

  @Test
  void anEpisodeWithinTheCoolDownCallsNobody() {
    run.rule(RULE, high().setCooldownSeconds(600).build());
    run.send(at(0, 160), at(10, 100), at(60, 160), at(70, 100), at(700, 160));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "resolved", "opened", "resolved", "opened"), events(events));
    assertEquals(
        List.of(true, false, false, false, true),
        events.stream().map(AlertEvent::getPage).toList());
    assertNull(events.get(2).getSilencedUntil());
  }

  @Test
  void aCoolDownHidesNoWorseSeverity() {
    run.rule(RULE, rising().setCooldownSeconds(600).build());
    run.send(at(0, 160), at(10, 100), at(60, 190));
    assertTrue(only(run.critical()).getPage());

    run.send(at(70, 100), at(80, 190));
    assertEquals(List.of(false, false), run.critical().stream().map(AlertEvent::getPage).toList());
  }

  @Test
  void aCoolDownAfterWhatNobodyWasToldOfHidesNothing() {
    run.rule(RULE, high().setCooldownSeconds(3600).build());
    Reading old = at(-600, 160);
    old.setReceivedAt(NOON);
    Reading over = at(-590, 100);
    over.setReceivedAt(NOON);
    run.send(old, over, at(0, 160));

    assertTrue(only(run.critical()).getPage());
  }

  @Test
  void anEpisodeThatOutlastsTheCoolDownIsCalledOut() {
    run.rule(RULE, high().setCooldownSeconds(60).build());
    run.send(at(0, 160), at(10, 100), at(20, 160), at(60, 160), at(71, 160), at(80, 160));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "resolved", "opened", "repeated"), events(events));
    assertTrue(events.getLast().getPage());
  }

  @Test
  void aSilencedEpisodeSaysUntilWhen() {
    AlertEvent opened = open(high());
    Instant until = NOON.plusSeconds(600);
    run.command(silence(opened, until));
    run.command(silence(opened, until));

    AlertEvent silenced = only(run.critical());
    assertEquals("silenced", silenced.getEvent());
    assertEquals(until, silenced.getSilencedUntil());
    assertEquals(2, silenced.getRevision());
    assertFalse(silenced.getPage());
    assertEquals(1, run.commands("applied"));
    assertEquals(1, run.commands("repeated"));
  }

  @Test
  void aSilenceIsBrokenByWhatIsWorse() {
    AlertEvent opened = open(rising());
    run.command(silence(opened, NOON.plusSeconds(600)));
    run.send(at(60, 190));

    AlertEvent escalated = only(run.critical());
    assertTrue(escalated.getPage());
    assertNull(escalated.getSilencedUntil());
  }

  @Test
  void aSilenceCallsNobodyAgainForWhatItWasAskedFor() {
    AlertEvent opened = open(rising());
    run.send(at(5, 190));
    assertTrue(only(run.critical()).getPage());
    run.command(silence(opened, NOON.plusSeconds(600)));
    run.send(at(30, 170), at(60, 190), at(300, 190), at(601, 190));

    List<AlertEvent> events = run.critical();
    assertEquals(List.of("silenced", "de-escalated", "escalated", "repeated"), events(events));
    assertEquals(
        List.of(false, false, false, true), events.stream().map(AlertEvent::getPage).toList());
  }

  @Test
  void aSilenceLastsADayAtMostAndNeedsATime() {
    AlertEvent opened = open(high());
    run.command(silence(opened, NOON.plusSeconds(10 * 86_400)));
    assertEquals(NOON.plusSeconds(15 + 86_400), only(run.critical()).getSilencedUntil());

    run.command(silence(opened, NOON));
    run.command(silence(opened, null));
    assertEquals(2, run.commands("no-time"));
    assertTrue(run.critical().isEmpty());
  }

  private AlertEvent open(RuleVersion.Builder rule) {
    run.rule(RULE, rule.build());
    run.send(at(0, 160));
    return rule.getSeverity().equals("critical") ? only(run.critical()) : only(run.warning());
  }

  private static AlertCommand silence(AlertEvent opened, Instant until) {
    return AlertCommand.newBuilder()
        .setCommandId(new UUID(7, 7))
        .setUserId(USER)
        .setEpisodeId(opened.getEpisodeId())
        .setKind("silence")
        .setAskedAt(NOON.plusSeconds(15))
        .setAskedBy("nurse")
        .setUntil(until)
        .build();
  }

  private static RuleVersion.Builder high() {
    return above150().setHysteresis(5);
  }

  private static RuleVersion.Builder rising() {
    return high().setSeverity("warning").setEscalateAbove(180.0).setEscalateTo("critical");
  }
}
