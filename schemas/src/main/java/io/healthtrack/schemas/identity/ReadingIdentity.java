package io.healthtrack.schemas.identity;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.util.UUID;

/** What makes two readings the same reading, however often and by whatever way they are sent. */
public final class ReadingIdentity {

  private static final UUID BY_CLIENT = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e01");
  private static final UUID BY_CONTENT = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e02");

  private ReadingIdentity() {}

  /** The id of a reading to which the client gave an id of its own, unique within the tenant. */
  public static UUID ofClientId(String tenant, String clientId) {
    return NameBasedUuid.in(BY_CLIENT).add(tenant).add(clientId).build();
  }

  /**
   * The id of a reading without a client's id: what was measured, by what, when, as it was sent.
   *
   * @param deviceOrUser the device, or the user for a self-report
   * @param measuredAtMicros microseconds since the epoch
   * @param comparator absent is {@code null}
   * @param sequence tells apart distinct readings of one time and value; 0 unless sent
   */
  public static UUID ofMeasurement(
      UUID deviceOrUser,
      String metric,
      long measuredAtMicros,
      double value,
      String comparator,
      String unitAsSent,
      long sequence) {
    return NameBasedUuid.in(BY_CONTENT)
        .add(deviceOrUser)
        .add(metric)
        .add(measuredAtMicros)
        .add(value)
        .add(comparator)
        .add(unitAsSent)
        .add(sequence)
        .build();
  }

  /**
   * A 64-bit digest of what a reading says, as sent: two readings of one id with different digests
   * contradict each other. Times and routes of arrival do not enter.
   */
  public static long contentDigest(Reading reading) {
    long hash = 0x9E37_79B9_7F4A_7C15L;
    UUID device = reading.getDeviceId();
    if (device != null) {
      hash = mix(mix(hash, device.getMostSignificantBits()), device.getLeastSignificantBits());
    }
    hash = mix(hash, reading.getMetric());
    hash = mix(hash, EventTime.micros(reading.getMeasuredAt()));
    double value = reading.getSentValue() == null ? reading.getValue() : reading.getSentValue();
    hash = mix(hash, Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
    hash = mix(hash, reading.getSentUnit() == null ? reading.getUnit() : reading.getSentUnit());
    hash = mix(hash, reading.getComparator());
    hash = mix(hash, reading.getSequence());
    hash = mix(hash, reading.getStatus());
    return reading.getEndAt() == null ? hash : mix(hash, EventTime.micros(reading.getEndAt()));
  }

  private static long mix(long hash, String text) {
    return mix(hash, text == null ? -1L : ((long) text.length() << 32) ^ text.hashCode());
  }

  /** The finalizer of SplitMix64, which spreads every input bit over the result. */
  private static long mix(long hash, long value) {
    long z = (hash ^ value) + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
