package io.healthtrack.sink;

import io.healthtrack.avro.Activity;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Something in every topic that a lane reads, of every kind that the lanes tell apart. */
final class RestoreLoad {

  /** Forgotten, and never heard of again. */
  static final int FORGOTTEN = 9;

  /** Forgotten, and registered again. */
  static final int RETURNED = 8;

  private static final int PEOPLE = 10;
  private static final int SECONDS = 5;
  private static final Instant BEGIN = RestoreRecords.BEGIN;

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
    world.send(
        Topics.REGISTRY_USERS, TestReadings.user(person), RestoreRecords.user(person, version));
    Device device = RestoreRecords.device(person, version);
    world.send(Topics.REGISTRY_DEVICES, device.getDeviceId(), device);
  }

  private void consents(int person) {
    world.send(
        Topics.REGISTRY_CONSENTS, TestReadings.user(person), RestoreRecords.consents(person, turn));
  }

  private void rule() {
    ThresholdRule rule = RestoreRecords.rule(turn);
    world.send(Topics.REGISTRY_THRESHOLDS, rule.getRuleId(), rule);
  }

  /** Of somebody without readings, whose windows stay the stream's, and of somebody with some. */
  private void windows() {
    for (int person : new int[] {20, turn % 7}) {
      world.send(
          Topics.READINGS_WINDOWS, TestReadings.user(person), RestoreRecords.window(person, turn));
    }
  }

  /** A change of severity travels in two topics. */
  private void alert() {
    AlertEvent event = RestoreRecords.alert(turn, PEOPLE);
    if (event.getRevision() > 3) {
      world.send(Topics.ALERTS_CRITICAL, event.getUserId(), event);
    }
    if (event.getRevision() <= 4) {
      world.send(Topics.ALERTS_WARNING, event.getUserId(), event);
    }
  }

  private void refused() {
    QuarantinedReading refused = RestoreRecords.refused(turn);
    world.send(Topics.READINGS_QUARANTINED, refused.getUserId(), refused);
  }

  private void records() {
    EhrRecord told = RestoreRecords.ofHealth(turn);
    world.send(Topics.EHR_RECORDS, told.getUserId(), told);
  }

  private void activity() {
    Activity login = RestoreRecords.login(turn);
    world.send(Topics.ACTIVITY, login.getUserId(), login);
  }
}
