package io.healthtrack.sink.guarantees;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.TestReadings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** The records of one run, about people of its own. */
final class RunRecords {

  private static final int PEOPLE = 10;
  private static final int SECONDS = 5;
  private static final Instant BEGIN = TestReadings.NOW.minusSeconds(3_600);
  private static final byte[] GARBAGE = "no record".getBytes(StandardCharsets.US_ASCII);

  private final Run run;
  private final Random random;
  private final List<Reading> corrigible = new ArrayList<>();
  private final List<Reading> repeatable = new ArrayList<>();
  private int turn;

  /** Takes one thing to send. */
  interface Outlet<T> {
    void send(Topic topic, UUID key, T value);
  }

  RunRecords(Run run) {
    this.run = run;
    random = run.random("records");
  }

  /** The next transaction's worth. */
  void next(Outlet<SpecificRecord> outlet, Outlet<byte[]> bytes) {
    turn++;
    for (int second = 0; second < SECONDS; second++) {
      for (int person = 0; person < PEOPLE; person++) {
        Reading reading =
            TestReadings.heartRate(
                number(person),
                BEGIN.plusSeconds((long) turn * SECONDS + second),
                50 + random.nextInt(100));
        send(outlet, reading);
        // What is sent again as fresh is not corrected: which word was first would be open.
        (second == 0 ? repeatable : corrigible).add(reading);
      }
    }
    if (random.nextInt(3) == 0) {
      send(outlet, TestReadings.unproven(any(corrigible)));
      send(outlet, TestReadings.unproven(any(repeatable)));
    }
    if (random.nextInt(4) == 0) {
      send(
          outlet,
          TestReadings.amended(
              any(corrigible),
              30 + random.nextInt(10),
              TestReadings.NOW.plusSeconds(random.nextInt(1_000))));
    }
    if (random.nextInt(8) == 0) {
      send(outlet, any(repeatable));
    }
    if (random.nextInt(20) == 0) {
      Reading contradiction = TestReadings.unproven(any(corrigible));
      contradiction.setValue(200);
      send(outlet, contradiction);
    }
    if (random.nextInt(40) == 0) {
      bytes.send(Topics.READINGS_VALID, user(random.nextInt(PEOPLE)), GARBAGE);
    }
    if (random.nextInt(3) == 0) {
      others(outlet);
    }
  }

  private void others(Outlet<SpecificRecord> outlet) {
    UUID user = user(random.nextInt(PEOPLE));
    outlet.send(
        Topics.REGISTRY_USERS,
        user,
        User.newBuilder()
            .setUserId(user)
            .setVersion(turn)
            .setChangedAt(BEGIN.plusSeconds(turn))
            .build());
    outlet.send(Topics.READINGS_WINDOWS, user(PEOPLE), window());
    AlertEvent event = event();
    outlet.send(Topics.ALERTS_CRITICAL, event.getUserId(), event);
    outlet.send(Topics.ALERTS_WARNING, event.getUserId(), event);
  }

  /** Of somebody without readings, so that these windows stay the stream's. */
  private ReadingWindow window() {
    double sum = random.nextInt(1_000);
    Instant start = BEGIN.plusSeconds(60L * random.nextInt(30));
    return ReadingWindow.newBuilder()
        .setUserId(user(PEOPLE))
        .setMetric("heart-rate")
        .setUnit("/min")
        .setWindowMinutes(1)
        .setWindowStart(start)
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

  private AlertEvent event() {
    Instant at = BEGIN.plusSeconds(turn);
    return AlertEvent.newBuilder()
        .setEventId(new UUID(number(0), turn))
        .setEpisodeId(new UUID(number(0), 0))
        .setUserId(user(0))
        .setRevision(turn)
        .setEvent("repeated")
        .setPage(false)
        .setSeverity("critical")
        .setRuleId(new UUID(7, 7))
        .setMetric("heart-rate")
        .setOpenedAt(BEGIN)
        .setMeasuredAt(at)
        .setReceivedAt(at)
        .setEvaluatedAt(at)
        .setValidUntil(at)
        .setValue(181.25)
        .setUnit("/min")
        .setMostExtreme(181.25)
        .build();
  }

  private Reading any(List<Reading> readings) {
    return readings.get(random.nextInt(readings.size()));
  }

  private static void send(Outlet<SpecificRecord> outlet, Reading reading) {
    outlet.send(Topics.READINGS_VALID, reading.getUserId(), reading);
  }

  private UUID user(int person) {
    return TestReadings.user(number(person));
  }

  private int number(int person) {
    return 1_000 * (run.number() + 1) + person;
  }
}
