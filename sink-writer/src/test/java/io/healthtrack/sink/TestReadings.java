package io.healthtrack.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.ReadingIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Readings as validation passes them on. */
public final class TestReadings {

  public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private TestReadings() {}

  public static UUID user(int number) {
    return new UUID(0x5eed_0000_0000_4000L, 0x8000_0000_0000_0000L | number);
  }

  public static Reading heartRate(int user, Instant at, double value) {
    UUID device = new UUID(0xd0d0_0000_0000_4000L, 0x8000_0000_0000_0000L | user);
    Reading reading = new Reading();
    reading.setReadingId(
        ReadingIdentity.ofMeasurement(
            device,
            "heart-rate",
            at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000,
            value,
            null,
            "/min",
            0));
    reading.setUserId(user(user));
    reading.setDeviceId(device);
    reading.setMetric("heart-rate");
    reading.setMeasuredAt(at);
    reading.setReceivedAt(NOW);
    reading.setValue(value);
    reading.setUnit("/min");
    reading.setTenant("default");
    reading.setStatus("final");
    reading.setModality("sensed");
    reading.setSource("test");
    reading.setProof("fresh");
    return reading;
  }

  public static Reading unproven(Reading reading) {
    Reading copy = Reading.newBuilder(reading).build();
    copy.setProof("unproven");
    return copy;
  }

  public static Reading amended(Reading reading, double value, Instant receivedAt) {
    Reading copy = unproven(reading);
    copy.setStatus("amended");
    copy.setValue(value);
    copy.setReceivedAt(receivedAt);
    return copy;
  }

  /** One reading a second for each of some people. */
  static List<Reading> stream(Random random, int people, int seconds) {
    List<Reading> readings = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      for (int person = 0; person < people; person++) {
        readings.add(
            heartRate(person, NOW.minusSeconds(seconds - second), 50 + random.nextInt(100)));
      }
    }
    return readings;
  }
}
