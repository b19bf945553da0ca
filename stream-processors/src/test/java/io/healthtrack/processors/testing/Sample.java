package io.healthtrack.processors.testing;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.UUID;

/** Readings as the gateway would write them. */
public final class Sample {

  /** A person. */
  public static final UUID USER = SubjectIdentity.user("default", "test", "ada");

  /** Their device. */
  public static final UUID DEVICE = SubjectIdentity.device("default", "test", "watch");

  /** A moment to count from. */
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Sample() {}

  /** A heart rate, received two seconds after it was measured. */
  public static Reading heartRate(Instant measuredAt, double value) {
    return reading("heart-rate", "/min", measuredAt, measuredAt.plusSeconds(2), value);
  }

  /** A reading without a client's id. */
  public static Reading reading(
      String metric, String unit, Instant measuredAt, Instant receivedAt, double value) {
    Reading reading =
        Reading.newBuilder()
            .setReadingId(
                ReadingIdentity.ofMeasurement(
                    DEVICE, metric, EventTime.micros(measuredAt), value, null, unit, 0))
            .setUserId(USER)
            .setDeviceId(DEVICE)
            .setMetric(metric)
            .setMeasuredAt(measuredAt)
            .setReceivedAt(receivedAt)
            .setValue(value)
            .setUnit(unit)
            .build();
    return reading;
  }

  /** The same with an id that the client gave. */
  public static Reading withClientId(Reading reading, String clientId) {
    Reading named = Reading.newBuilder(reading).build();
    named.setClientId(clientId);
    named.setReadingId(ReadingIdentity.ofClientId("default", clientId));
    return named;
  }
}
