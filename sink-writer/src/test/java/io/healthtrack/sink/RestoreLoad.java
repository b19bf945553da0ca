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
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.RecordCode;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Something in every topic that a lane reads, of every kind that the lanes tell apart. */
final class RestoreLoad {

  /** Forgotten, and never heard of again. */
  static final int FORGOTTEN = 9;

  /** Forgotten, and registered again. */
  static final int RETURNED = 8;

  private static final int PEOPLE = 10;
  private static final int SECONDS = 5;
  private static final Instant BEGIN = TestReadings.NOW.minusSeconds(7_200);

  private final SinkWorld world;
  private final Random random = new Random(1);
  private final List<Reading> sent = new ArrayList<>();
  private int turn;

  RestoreLoad(SinkWorld world) {
    this.world = world;
  }

  /** People and rules, as they are before anything else. */
  void begin() {
    for (int person = 0; person < PEOPLE; person++) {
      register(person, 1);
    }
    rule();
    run(5);
  }

  /** Some turns of everything. */
  void run(int turns) {
    for (int i = 0; i < turns; i++) {
      turn++;
      readings();
      words();
      register(turn % (PEOPLE - 2), 1 + turn);
      consents(turn % 4);
      rule();
      windows();
      alert();
      refused();
      records();
      activity();
    }
  }

  /** Two are forgotten, and one of them comes back. */
  void forget() {
    for (int person : new int[] {FORGOTTEN, RETURNED}) {
      byte[] key = UuidSerializer.bytes(TestReadings.user(person));
      world.sendRaw(Topics.REGISTRY_CONSENTS, key, null);
      world.sendRaw(Topics.REGISTRY_USERS, key, null);
    }
    register(RETURNED, 1);
  }

  private void readings() {
    List<Reading> fresh = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      for (int person = 0; person < PEOPLE; person++) {
        Instant at = BEGIN.plusSeconds((long) turn * SECONDS + second);
        fresh.add(TestReadings.heartRate(person, at, 50 + random.nextInt(100)));
      }
    }
    world.send(fresh);
    sent.addAll(fresh);
  }

  /** What is sent again, comes late, corrects, takes back, contradicts, or is no record. */
  private void words() {
    List<Reading> words = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      words.add(TestReadings.unproven(any()));
    }
    words.add(any());
    words.add(
        TestReadings.unproven(
            TestReadings.heartRate(turn % 7, BEGIN.minusSeconds(60L * turn), 77)));
    words.add(TestReadings.amended(any(), 40 + turn % 5, TestReadings.NOW.plusSeconds(turn)));
    Reading takenBack = TestReadings.amended(any(), 70, TestReadings.NOW.plusSeconds(turn));
    takenBack.setStatus("entered-in-error");
    words.add(takenBack);
    Reading contradiction = TestReadings.unproven(any());
    contradiction.setValue(222);
    words.add(contradiction);
    Reading unstorable = TestReadings.heartRate(turn % 7, BEGIN.minusSeconds(90_000L + turn), 60);
    unstorable.setSource("a\0b");
    words.add(unstorable);
    Reading simultaneous =
        TestReadings.heartRate(
            turn % 7, BEGIN.plusSeconds((long) turn * SECONDS + 4), 250 + turn % 5);
    words.add(TestReadings.unproven(simultaneous));
    world.send(words);
    byte[] key = UuidSerializer.bytes(TestReadings.user(turn % 7));
    world.sendRaw(Topics.READINGS_VALID, key, new byte[] {9, 9, 9});
  }

  private Reading any() {
    return sent.get(random.nextInt(sent.size()));
  }

  private void register(int person, int version) {
    UUID id = TestReadings.user(person);
    world.send(
        Topics.REGISTRY_USERS,
        id,
        User.newBuilder()
            .setUserId(id)
            .setVersion(version)
            .setChangedAt(TestReadings.NOW.plusSeconds(version))
            .setBirthYear(1950 + (version % 40))
            .setIdentifiers(List.of(new Identifier("test", "%d-%d".formatted(person, version % 3))))
            .build());
    Reading any = TestReadings.heartRate(person, BEGIN, 60);
    world.send(
        Topics.REGISTRY_DEVICES,
        any.getDeviceId(),
        Device.newBuilder()
            .setDeviceId(any.getDeviceId())
            .setVersion(version)
            .setFirmware("1." + version)
            .setChangedAt(TestReadings.NOW.plusSeconds(version))
            .setAssignments(List.of(new Assignment(id, BEGIN.minusSeconds(1_000_000), null)))
            .build());
  }

  private void consents(int person) {
    UUID id = TestReadings.user(person);
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
    world.send(
        Topics.REGISTRY_CONSENTS,
        id,
        Consents.newBuilder()
            .setUserId(id)
            .setConsents(told)
            .setVersion(turn)
            .setChangedAt(TestReadings.NOW.plusSeconds(turn))
            .build());
  }

  private void rule() {
    UUID id = new UUID(7, turn % 3);
    world.send(
        Topics.REGISTRY_THRESHOLDS,
        id,
        ThresholdRule.newBuilder()
            .setRuleId(id)
            .setVersion(turn + 1)
            .setChangedAt(TestReadings.NOW.plusSeconds(turn))
            .setVersions(
                List.of(
                    RuleVersion.newBuilder()
                        .setVersion(turn + 1)
                        .setFrom(TestReadings.NOW.plusSeconds(turn))
                        .setName("fast heart")
                        .setMetric("heart-rate")
                        .setSeverity("warning")
                        .setAbove(150.0 + turn)
                        .setDwellSeconds(120)
                        .build()))
            .build());
  }

  /** Of somebody without readings, whose windows stay the stream's, and of somebody with some. */
  private void windows() {
    for (int person : new int[] {20, turn % 7}) {
      Instant start = BEGIN.plusSeconds(60L * (turn % 5));
      double sum = 60 + turn;
      world.send(
          Topics.READINGS_WINDOWS,
          TestReadings.user(person),
          ReadingWindow.newBuilder()
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
              .build());
    }
  }

  /** A change of severity travels in two topics. */
  private void alert() {
    List<String> kinds = List.of("opened", "acknowledged", "repeated", "escalated", "resolved");
    int episode = turn / kinds.size();
    int revision = 1 + turn % kinds.size();
    String kind = kinds.get(revision - 1);
    Instant at = BEGIN.plusSeconds(turn);
    UUID person = TestReadings.user(episode % PEOPLE);
    AlertEvent event =
        AlertEvent.newBuilder()
            .setEventId(new UUID(9, turn))
            .setEpisodeId(new UUID(8, episode))
            .setUserId(person)
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
    if (revision > 3) {
      world.send(Topics.ALERTS_CRITICAL, person, event);
    }
    if (revision <= 4) {
      world.send(Topics.ALERTS_WARNING, person, event);
    }
  }

  private void refused() {
    UUID person = TestReadings.user(turn / 2 % 7);
    world.send(
        Topics.READINGS_QUARANTINED,
        person,
        QuarantinedReading.newBuilder()
            .setQuarantineId(new UUID(5, turn / 2))
            .setUserId(person)
            .setReason("out-of-range")
            .setQuarantinedAt(TestReadings.NOW.plusSeconds(turn))
            .setDetail("value")
            .setStage("validation")
            .setSourceTopic("readings.raw")
            .setSourceOffset(turn)
            .setReceivedAt(TestReadings.NOW)
            .setReplay(turn % 2)
            .build());
  }

  private void records() {
    int person = turn % 4;
    UUID id = TestReadings.user(person);
    world.send(
        Topics.EHR_RECORDS,
        id,
        EhrRecord.newBuilder()
            .setRecordId(new UUID(0x4000L, 0x8000_0000_0000_0000L | person))
            .setUserId(id)
            .setRecordType("Condition")
            .setVersion(1 + turn / 3)
            .setStatus("active")
            .setRecordedAt(BEGIN)
            .setChangedAt(BEGIN.plusSeconds(turn / 3))
            .setKeyId("key")
            .setDetails(ByteBuffer.wrap(new byte[] {(byte) (turn / 3)}))
            .setCodes(List.of(new RecordCode("test", "code-" + turn / 3 % 3)))
            .build());
  }

  private void activity() {
    UUID person = TestReadings.user(turn / 2 % 4);
    world.send(
        Topics.ACTIVITY,
        person,
        Activity.newBuilder()
            .setActivityId(new UUID(0x4000L, turn / 2))
            .setUserId(person)
            .setKind("login")
            .setOccurredAt(TestReadings.NOW.plusSeconds(turn / 2))
            .setActor("gateway")
            .build());
  }
}
