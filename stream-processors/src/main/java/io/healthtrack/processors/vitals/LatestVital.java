package io.healthtrack.processors.vitals;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The newest reading of one metric of one person.
 *
 * <p>Stored as a version of the layout, flags, the fixed fields, then the unit to the end. A later
 * layout has another version and still reads this one.
 *
 * @param metric the catalogue's id of the metric
 * @param comparator null for the value itself
 * @param measuredAt microseconds since 1970
 * @param receivedAt microseconds since 1970
 * @param device null for self-reports and health records
 * @param retracted whether it was entered in error: shown to nobody, and kept so that a late copy
 *     of it is known for what it is
 */
record LatestVital(
    short metric,
    double value,
    String comparator,
    String unit,
    long measuredAt,
    long receivedAt,
    UUID device,
    UUID readingId,
    boolean retracted) {

  static final int KEY_BYTES = 16 + Short.BYTES;

  private static final byte LAYOUT = 1;
  private static final int FIXED = 2 + 3 * Long.BYTES + 2 * 16;
  private static final int RETRACTED = 1 << 3;
  private static final int OF_DEVICE = 1 << 4;
  private static final int COMPARATOR = 7;
  private static final String[] COMPARATORS = {null, "<", "<=", ">=", ">"};

  static LatestVital of(Reading reading, short metric) {
    return new LatestVital(
        metric,
        reading.getValue(),
        reading.getComparator(),
        reading.getUnit(),
        EventTime.micros(reading.getMeasuredAt()),
        EventTime.micros(reading.getReceivedAt()),
        reading.getDeviceId(),
        reading.getReadingId(),
        reading.getStatus().equals("entered-in-error"));
  }

  /** The key of a person's metric: a person's metrics lie together. */
  static byte[] key(byte[] person, short metric) {
    return ByteBuffer.allocate(KEY_BYTES).put(person).putShort(metric).array();
  }

  static LatestVital read(byte[] key, byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    byte layout = bytes.get();
    if (layout != LAYOUT) {
      throw new IllegalStateException("latest-vitals has layout " + layout + " of a later version");
    }
    int flags = bytes.get();
    double value = bytes.getDouble();
    long measuredAt = bytes.getLong();
    long receivedAt = bytes.getLong();
    UUID readingId = new UUID(bytes.getLong(), bytes.getLong());
    UUID device = new UUID(bytes.getLong(), bytes.getLong());
    String unit = new String(stored, bytes.position(), bytes.remaining(), StandardCharsets.UTF_8);
    return new LatestVital(
        ByteBuffer.wrap(key).getShort(KEY_BYTES - Short.BYTES),
        value,
        COMPARATORS[flags & COMPARATOR],
        unit,
        measuredAt,
        receivedAt,
        (flags & OF_DEVICE) != 0 ? device : null,
        readingId,
        (flags & RETRACTED) != 0);
  }

  byte[] write() {
    byte[] unitBytes = unit.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED + unitBytes.length)
        .put(LAYOUT)
        .put(
            (byte)
                (comparatorCode() | (retracted ? RETRACTED : 0) | (device == null ? 0 : OF_DEVICE)))
        .putDouble(value)
        .putLong(measuredAt)
        .putLong(receivedAt)
        .putLong(readingId.getMostSignificantBits())
        .putLong(readingId.getLeastSignificantBits())
        .putLong(device == null ? 0 : device.getMostSignificantBits())
        .putLong(device == null ? 0 : device.getLeastSignificantBits())
        .put(unitBytes)
        .array();
  }

  /**
   * Whether this takes the place of what is kept.
   *
   * <p>Another reading does if it was measured later, or if what is kept was entered in error.
   * Another version of the same reading does if it arrived later; a plain copy of it never does.
   *
   * @param correction whether it says of itself that it corrects or retracts
   */
  boolean replaces(LatestVital kept, boolean correction) {
    if (kept == null) {
      return !retracted;
    }
    if (readingId.equals(kept.readingId())) {
      return correction && receivedAt >= kept.receivedAt();
    }
    return !retracted && (kept.retracted() || measuredAt > kept.measuredAt());
  }

  private int comparatorCode() {
    for (int code = 1; code < COMPARATORS.length; code++) {
      if (COMPARATORS[code].equals(comparator)) {
        return code;
      }
    }
    return 0;
  }
}
