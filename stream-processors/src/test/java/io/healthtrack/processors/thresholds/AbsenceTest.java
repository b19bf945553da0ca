package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static io.healthtrack.processors.thresholds.Told.at;
import static io.healthtrack.processors.thresholds.Told.events;
import static io.healthtrack.processors.thresholds.Told.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

class AbsenceTest {

  private static final UUID RULE = new UUID(1, 1);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void opensByTheClockAndResolvesWithTheNextArrival() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60), at(2, 61));
    run.ticks(at(5), at(600));
    assertTrue(run.critical().isEmpty());
    run.ticks(at(605), at(700));

    AlertEvent opened = only(run.critical());
    assertEquals("opened", opened.getEvent());
    assertEquals("absence", opened.getRuleKind());
    assertEquals(at(604), opened.getOpenedAt());
    assertEquals(at(605), opened.getReceivedAt());
    assertEquals("heart-rate", opened.getMetric());
    assertEquals(600, opened.getLimit());
    assertEquals("s", opened.getUnit());
    assertEquals(601, opened.getValue());
    assertEquals("silence", opened.getEvidence().getFirst().getName());
    assertNull(opened.getDeviceId());
    assertTrue(opened.getPage());

    run.send(at(710, 60));
    AlertEvent resolved = only(run.critical());
    assertEquals("resolved", resolved.getEvent());
    assertEquals(opened.getEpisodeId(), resolved.getEpisodeId());
    run.ticks(at(715), at(1_300));
    assertTrue(run.critical().isEmpty());
    run.ticks(at(1_305), at(1_320));
    assertEquals(List.of("opened"), events(run.critical()));
  }

  @Test
  void aClockThatStoodStillMakesNobodyAbsent() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(100));
    run.ticks(at(5_000), at(5_595));
    assertTrue(run.critical().isEmpty());
    run.tick(at(5_600));

    assertEquals("opened", only(run.critical()).getEvent());
  }

  @Test
  void aBacklogIsReadBeforeTheTickThatFollowsIt() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(595));
    run.send(at(596, 60));
    run.ticks(at(600), at(1_190));

    assertTrue(run.critical().isEmpty());
  }

  @Test
  void whatATelephoneBringsOfYesterdayIsNoArrivalOfNow() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(300));
    Reading old = heartRate(NOON.minusSeconds(86_400), 60);
    old.setReceivedAt(at(301));
    run.send(old);
    run.ticks(at(305), at(605));

    assertEquals("opened", only(run.critical()).getEvent());
  }

  @Test
  void whatNoOtherRuleJudgesHasArrivedAllTheSame() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(300));
    Reading unproven = at(301, 60);
    unproven.setProof("unproven");
    run.send(unproven);
    run.ticks(at(305), at(900));

    assertTrue(run.critical().isEmpty());
  }

  @Test
  void whoNeverSentAnythingIsNotAbsent() {
    run.rule(RULE, absent().build());
    run.ticks(NOON, at(1_000));

    assertTrue(run.critical().isEmpty());
  }

  @Test
  void aPersonsOwnRuleTakesTheGeneralOnesPlace() {
    run.rule(RULE, absent().build());
    run.rule(new UUID(2, 2), absent().setUserId(USER).setAbsentSeconds(3_600).build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(1_000));

    assertTrue(run.critical().isEmpty());
  }

  @Test
  void aRuleThatEndsWithdrawsByTheClock() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(605));
    run.rule(RULE, absent().setUntil(at(610)).build());
    run.ticks(at(610), at(640));

    assertEquals(List.of("opened", "withdrawn"), events(run.critical()));
    assertEquals(0, run.sizeOf(RuleEngine.ARRIVALS));
    assertEquals(0, run.sizeOf(StoredDeadlines.STORE));
  }

  @Test
  void anAbsenceCanBeTakenOnAndIsRepeatedUntilThen() {
    run.rule(RULE, absent().setRepeatSeconds(60).build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.ticks(at(5), at(680));
    List<AlertEvent> events = run.critical();
    assertEquals(List.of("opened", "repeated"), events(events));
    assertTrue(events.getLast().getPage());

    run.command(
        AlertCommand.newBuilder()
            .setCommandId(new UUID(7, 7))
            .setUserId(USER)
            .setEpisodeId(events.getFirst().getEpisodeId())
            .setKind("acknowledge")
            .setAskedAt(at(681))
            .setAskedBy("nurse")
            .build());
    run.ticks(at(685), at(1_000));
    assertEquals(List.of("acknowledged"), events(run.critical()));
  }

  @Test
  void ofSomebodyWhoWasErasedNothingIsSaid() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    run.send(at(1, 60));
    run.erase(USER, at(10));
    run.ticks(at(15), at(1_000));

    assertTrue(run.critical().isEmpty());
    assertEquals(0, run.sizeOf(RuleEngine.ARRIVALS));
    assertEquals(0, run.sizeOf(StoredDeadlines.STORE));
  }

  @Test
  void arrivalsCostOneEntryHoweverManyCome() {
    run.rule(RULE, absent().build());
    run.tick(NOON);
    for (int second = 1; second < 2_000; second += 5) {
      run.send(at(second, 60));
      run.tick(at(second + 3));
    }

    assertTrue(run.critical().isEmpty());
    assertEquals(1, run.sizeOf(RuleEngine.ARRIVALS));
    assertEquals(1, run.sizeOf(StoredDeadlines.STORE));
  }

  private static RuleVersion.Builder absent() {
    return RuleVersion.newBuilder()
        .setVersion(1)
        .setFrom(Instant.EPOCH)
        .setKind("absence")
        .setName("silent")
        .setMetric("heart-rate")
        .setSeverity("critical")
        .setAbsentSeconds(600);
  }
}
