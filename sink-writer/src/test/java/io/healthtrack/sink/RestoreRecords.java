package io.healthtrack.sink;

import io.healthtrack.avro.Activity;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.Identifier;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.RecordCode;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The records beside readings of {@link RestoreLoad}: what each turn says follows from its number.
 */
final class RestoreRecords {

  static final Instant BEGIN = TestReadings.NOW.minusSeconds(7_200);

  private static final List<String> KINDS =
      List.of("opened", "acknowledged", "repeated", "escalated", "resolved");

  private RestoreRecords() {}

  static User user(int person, int version) {
    return User.newBuilder()
        .setUserId(TestReadings.user(person))
        .setVersion(version)
        .setChangedAt(TestReadings.NOW.plusSeconds(version))
        .setBirthYear(1950 + (version % 40))
        .setIdentifiers(List.of(new Identifier("test", "%d-%d".formatted(person, version % 3))))
        .build();
  }

  /** The one of a person's readings. */
  static Device device(int person, int version) {
    Assignment worn =
        new Assignment(TestReadings.user(person), BEGIN.minusSeconds(1_000_000), null);
    return Device.newBuilder()
        .setDeviceId(TestReadings.heartRate(person, BEGIN, 60).getDeviceId())
        .setVersion(version)
        .setFirmware("1." + version)
        .setChangedAt(TestReadings.NOW.plusSeconds(version))
        .setAssignments(List.of(worn))
        .build();
  }

  static Consents consents(int person, int turn) {
    List<Consent> told = new ArrayList<>();
    for (int i = 0; i <= turn % 3; i++) {
      told.add(
          new Consent(
              "research",
              turn % 2 == 0 ? "deny" : "permit",
              BEGIN.plusSeconds(60L * i),
              BEGIN.plusSeconds(60L * i + 30),
              null));
    }
    return Consents.newBuilder()
        .setUserId(TestReadings.user(person))
        .setConsents(told)
        .setVersion(turn)
        .setChangedAt(TestReadings.NOW.plusSeconds(turn))
        .build();
  }

  static ThresholdRule rule(int turn) {
    RuleVersion version =
        RuleVersion.newBuilder()
            .setVersion(turn + 1)
            .setFrom(TestReadings.NOW.plusSeconds(turn))
            .setName("fast heart")
            .setMetric("heart-rate")
            .setSeverity("warning")
            .setAbove(150.0 + turn)
            .setDwellSeconds(120)
            .build();
    return ThresholdRule.newBuilder()
        .setRuleId(new UUID(7, turn % 3))
        .setVersion(turn + 1)
        .setChangedAt(TestReadings.NOW.plusSeconds(turn))
        .setVersions(List.of(version))
        .build();
  }

  static ReadingWindow window(int person, int turn) {
    Instant start = BEGIN.plusSeconds(60L * (turn % 5));
    double sum = 60 + turn;
    return ReadingWindow.newBuilder()
        .setUserId(TestReadings.user(person))
        .setMetric("heart-rate")
        .setUnit("/min")
        .setWindowMinutes(turn % 2 == 0 ? 1 : 60)
        .setWindowStart(turn % 2 == 0 ? start : BEGIN)
        .setRevision(turn)
        .setReadings(1)
        .setSum(sum)
        .setMin(sum)
        .setMax(sum)
        .setFirstValue(sum)
        .setLastValue(sum)
        .setFirstAt(start)
        .setLastAt(start)
        .setComputedAt(start)
        .build();
  }

  /** The next event of an episode, which has five. */
  static AlertEvent alert(int turn, int people) {
    int episode = turn / KINDS.size();
    int revision = 1 + turn % KINDS.size();
    String kind = KINDS.get(revision - 1);
    Instant at = BEGIN.plusSeconds(turn);
    return AlertEvent.newBuilder()
        .setEventId(new UUID(9, turn))
        .setEpisodeId(new UUID(8, episode))
        .setUserId(TestReadings.user(episode % people))
        .setRevision(revision)
        .setEvent(kind)
        .setPage(kind.equals("opened"))
        .setSeverity(revision > 3 ? "critical" : "warning")
        .setPreviousSeverity(kind.equals("escalated") ? "warning" : null)
        .setRuleId(new UUID(7, 0))
        .setMetric("heart-rate")
        .setOpenedAt(at.minusSeconds(revision))
        .setMeasuredAt(at)
        .setReceivedAt(at)
        .setEvaluatedAt(at)
        .setValidUntil(at)
        .setValue(181)
        .setUnit("/min")
        .setMostExtreme(181)
        .setAcknowledgedBy(kind.equals("acknowledged") ? "nurse" : null)
        .build();
  }

  static QuarantinedReading refused(int turn) {
    return QuarantinedReading.newBuilder()
        .setQuarantineId(new UUID(5, turn / 2))
        .setUserId(TestReadings.user(turn / 2 % 7))
        .setReason("out-of-range")
        .setQuarantinedAt(TestReadings.NOW.plusSeconds(turn))
        .setDetail("value")
        .setStage("validation")
        .setSourceTopic("readings.raw")
        .setSourceOffset(turn)
        .setReceivedAt(TestReadings.NOW)
        .setReplay(turn % 2)
        .build();
  }

  static EhrRecord ofHealth(int turn) {
    int person = turn % 4;
    return EhrRecord.newBuilder()
        .setRecordId(new UUID(0x4000L, 0x8000_0000_0000_0000L | person))
        .setUserId(TestReadings.user(person))
        .setRecordType("Condition")
        .setVersion(1 + turn / 3)
        .setStatus("active")
        .setRecordedAt(BEGIN)
        .setChangedAt(BEGIN.plusSeconds(turn / 3))
        .setKeyId("key")
        .setDetails(ByteBuffer.wrap(new byte[] {(byte) (turn / 3)}))
        .setCodes(List.of(new RecordCode("test", "code-" + turn / 3 % 3)))
        .build();
  }

  static Activity login(int turn) {
    return Activity.newBuilder()
        .setActivityId(new UUID(0x4000L, turn / 2))
        .setUserId(TestReadings.user(turn / 2 % 4))
        .setKind("login")
        .setOccurredAt(TestReadings.NOW.plusSeconds(turn / 2))
        .setActor("gateway")
        .build();
  }
}
