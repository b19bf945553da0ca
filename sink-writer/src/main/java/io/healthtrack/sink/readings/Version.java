package io.healthtrack.sink.readings;

import java.util.Objects;
import java.util.UUID;

/**
 * What a reading says, whether in a row or in a record, and when it was said. Times are
 * microseconds since 1970.
 *
 * @param status null means final, as in the table
 * @param total whether it is a running total
 */
record Version(
    long measuredAt,
    long receivedAt,
    double value,
    String comparator,
    UUID deviceId,
    Long endAt,
    long sequence,
    String status,
    boolean total) {

  /** Whether both say the same, whenever and by whatever way they arrived. */
  boolean says(Version other) {
    return measuredAt == other.measuredAt
        && Double.compare(value, other.value) == 0
        && sequence == other.sequence
        && Objects.equals(comparator, other.comparator)
        && Objects.equals(deviceId, other.deviceId)
        && Objects.equals(endAt, other.endAt)
        && Objects.equals(status, other.status);
  }

  /** Whether it is the first word on the reading, not a later one. */
  boolean isFinal() {
    return status == null;
  }
}
