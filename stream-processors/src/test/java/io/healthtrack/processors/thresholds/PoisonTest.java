package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.processors.testing.Poison;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoisonTest {

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @BeforeEach
  void open() {
    run.rule(
        new UUID(1, 1),
        RuleVersion.newBuilder()
            .setVersion(1)
            .setFrom(Instant.EPOCH)
            .setMetric("heart-rate")
            .setSeverity("critical")
            .setAbove(150.0)
            .build());
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void nothingOfAnySourceStopsTheRules() {
    for (Topic topic :
        List.of(
            Topics.READINGS_VALID,
            Topics.REGISTRY_USERS,
            Topics.REGISTRY_THRESHOLDS,
            Topics.ALERTS_COMMANDS)) {
      Poison.records().forEach(poison -> run.sendTo(topic, poison.key(), poison.value()));
    }
    run.send(heartRate(NOON.plusSeconds(10), 170));

    assertEquals(List.of("opened"), run.critical().stream().map(it -> it.getEvent()).toList());
  }

  @Test
  void readableReadingsWithImpossibleContentStopNothing() {
    byte[] key = UuidSerializer.bytes(USER);
    Reading unknown = fresh(heartRate(NOON, 170));
    unknown.setMetric("no-such-metric");
    Reading ancient = fresh(heartRate(NOON, 170));
    ancient.setReceivedAt(Instant.parse("1900-01-01T00:00:00Z"));
    Reading distant = fresh(heartRate(NOON, 170));
    distant.setReceivedAt(Instant.parse("9999-01-01T00:00:00Z"));
    Reading nothing = fresh(heartRate(NOON, Double.NaN));
    for (Reading reading : List.of(unknown, ancient, distant, nothing)) {
      run.sendAs(key, reading);
      run.sendAs(null, reading);
    }
    run.critical();
    Reading well = heartRate(NOON.plusSeconds(60), 170);
    well.setUserId(new UUID(7, 7));
    run.send(well);

    assertEquals(List.of("opened"), run.critical().stream().map(it -> it.getEvent()).toList());
  }

  @Test
  void aCommandOfAnotherCenturyStopsNothing() {
    run.send(heartRate(NOON, 170));
    UUID episode = run.critical().getFirst().getEpisodeId();
    for (String kind : List.of("acknowledge", "silence", "no-such-kind")) {
      run.commandAt(
          AlertCommand.newBuilder()
              .setCommandId(new UUID(9, 9))
              .setUserId(USER)
              .setEpisodeId(episode)
              .setKind(kind)
              .setAskedAt(Instant.parse("1900-01-01T00:00:00Z"))
              .build(),
          NOON.plusSeconds(1));
    }

    assertEquals(1, run.commands("unknown-kind"));
  }

  private static Reading fresh(Reading reading) {
    reading.setProof("fresh");
    return reading;
  }
}
