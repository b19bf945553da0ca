package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErasureTest {

  private static final UUID OTHER = SubjectIdentity.user("default", "test", "ben");
  private static final Instant ERASED = NOON.plusSeconds(60);

  private final ThresholdsRun run = new ThresholdsRun(ERASED);

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
    run.send(of(USER, 0), of(OTHER, 0));
    assertEquals(2, run.critical().size());
    run.erase(USER, ERASED);
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void anOpenEpisodeEndsWithoutAWordAndOthersGoOn() {
    assertEquals(1, run.series());
    assertTrue(run.critical().isEmpty());

    run.send(Reading.newBuilder(of(OTHER, 70)).setValue(60).build());
    AlertEvent resolved = run.critical().getFirst();
    assertEquals("resolved", resolved.getEvent());
    assertEquals(OTHER, resolved.getUserId());
  }

  @Test
  void aReadingStillUnderWayRaisesNothingAndLeavesNothing() {
    run.send(of(USER, 30));

    assertEquals(1, run.series());
    assertTrue(run.critical().isEmpty());
    assertEquals(3, run.tally().getRecordsOut());
  }

  @Test
  void whoIsRegisteredAgainHasAlertsAgain() {
    run.register(USER, ERASED.plusSeconds(1));
    run.send(of(USER, 70));

    assertEquals("opened", run.critical().getFirst().getEvent());
  }

  private static Reading of(UUID user, int second) {
    Reading reading = heartRate(NOON.plusSeconds(second), 170);
    reading.setUserId(user);
    return reading;
  }
}
