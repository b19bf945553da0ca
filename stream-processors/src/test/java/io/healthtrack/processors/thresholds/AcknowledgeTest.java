package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.reading;
import static io.healthtrack.processors.thresholds.Told.above150;
import static io.healthtrack.processors.thresholds.Told.at;
import static io.healthtrack.processors.thresholds.Told.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcknowledgeTest {

  private static final UUID RULE = new UUID(1, 1);
  private static final UUID COMMAND = new UUID(7, 7);
  private static final Instant ASKED = NOON.plusSeconds(20);

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void anOpenEpisodeSaysWhoTookItOnAndGoesOn() {
    AlertEvent opened = open();
    run.command(acknowledge(opened.getEpisodeId()));

    AlertEvent acknowledged = only(run.critical());
    assertEquals("acknowledged", acknowledged.getEvent());
    assertEquals(opened.getEpisodeId(), acknowledged.getEpisodeId());
    assertEquals(2, acknowledged.getRevision());
    assertEquals("nurse", acknowledged.getAcknowledgedBy());
    assertEquals(COMMAND, acknowledged.getCommandId());
    assertEquals(ASKED, acknowledged.getReceivedAt());
    assertEquals(opened.getMeasuredAt(), acknowledged.getMeasuredAt());
    assertEquals(opened.getMostExtreme(), acknowledged.getMostExtreme());
    assertEquals(150, acknowledged.getLimit());
    assertEquals(opened.getDeviceId(), acknowledged.getDeviceId());
    assertEquals(opened.getUnit(), acknowledged.getUnit());
    assertNull(acknowledged.getReadingId());
    assertFalse(acknowledged.getPage());

    run.send(at(30, 100));
    AlertEvent resolved = only(run.critical());
    assertEquals("resolved", resolved.getEvent());
    assertEquals(3, resolved.getRevision());
    assertNull(resolved.getAcknowledgedBy());
  }

  @Test
  void askingAgainChangesNothing() {
    UUID episode = open().getEpisodeId();
    run.command(acknowledge(episode));
    run.command(acknowledge(episode));

    assertEquals("acknowledged", only(run.critical()).getEvent());
    assertEquals(1, run.commands("repeated"));
  }

  @Test
  void whatBecameWorseIsPagedAndCanBeTakenOnAnew() {
    Instant change = NOON.plusSeconds(100);
    run.rule(
        RULE,
        above150().setSeverity("warning").setUntil(change).build(),
        above150().setVersion(2).setFrom(change).build());
    run.send(at(0, 160));
    UUID episode = only(run.warning()).getEpisodeId();
    run.command(acknowledge(episode));
    run.send(at(110, 160));

    AlertEvent escalated = only(run.critical());
    assertEquals("escalated", escalated.getEvent());
    assertTrue(escalated.getPage());
    run.command(acknowledge(episode));
    assertEquals("acknowledged", only(run.critical()).getEvent());
  }

  @Test
  void oldDataIsTakenOnWhereItIsTold() {
    run.rule(
        RULE,
        above150().setMetric("glucose").setAbove(null).setBelow(54.0).setHysteresis(0).build());
    run.send(reading("glucose", "mg/dL", NOON.minusSeconds(600), NOON, 40));
    run.command(acknowledge(only(run.info()).getEpisodeId()));

    assertEquals("acknowledged", only(run.info()).getEvent());
    assertTrue(run.critical().isEmpty());
  }

  @Test
  void whatIsResolvedUnknownOrAnotherTenantsIsLeftAlone() {
    UUID episode = open().getEpisodeId();
    AlertCommand foreign = acknowledge(episode);
    foreign.setTenant("elsewhere");
    run.command(foreign);
    run.command(acknowledge(new UUID(9, 9)));
    run.send(at(30, 100));
    run.command(acknowledge(episode));

    assertEquals("resolved", only(run.critical()).getEvent());
    assertEquals(3, run.commands("unknown-episode"));
  }

  @Test
  void aBadCommandStopsNothing() {
    UUID episode = open().getEpisodeId();
    AlertCommand unknown = acknowledge(episode);
    unknown.setKind("dance");
    run.poisonCommand(USER);
    run.command(unknown);
    run.command(acknowledge(episode));

    assertEquals("acknowledged", only(run.critical()).getEvent());
    assertEquals(1, run.commands("unreadable"));
    assertEquals(1, run.commands("unknown-kind"));
  }

  @Test
  void nobodyActsOnAPersonWhoWasErased() {
    UUID episode = open().getEpisodeId();
    run.erase(USER, NOON.plusSeconds(10));
    run.command(acknowledge(episode));

    assertTrue(run.critical().isEmpty());
    assertEquals(1, run.commands("unknown-episode"));
  }

  private AlertEvent open() {
    run.rule(RULE, above150().build());
    run.send(at(0, 160));
    return only(run.critical());
  }

  private static AlertCommand acknowledge(UUID episode) {
    return AlertCommand.newBuilder()
        .setCommandId(COMMAND)
        .setUserId(USER)
        .setEpisodeId(episode)
        .setKind("acknowledge")
        .setAskedAt(ASKED)
        .setAskedBy("nurse")
        .build();
  }
}
