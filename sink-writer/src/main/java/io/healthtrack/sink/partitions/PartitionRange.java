package io.healthtrack.sink.partitions;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * The days one partition holds, UTC.
 *
 * @param from first day, absent for the partition of everything before
 * @param until first day no longer
 */
record PartitionRange(Optional<LocalDate> from, LocalDate until) {

  PartitionRange {
    if (from.isPresent() && !from.get().isBefore(until)) {
      throw new IllegalArgumentException("a partition ends after it begins: " + until);
    }
  }

  /** The partition's table: readable, and sorted like the time it holds. */
  String table(String parent) {
    if (from.isEmpty()) {
      return "%s_before_%d".formatted(parent, until.getYear());
    }
    LocalDate first = from.get();
    if (first.plusDays(1).equals(until)) {
      return String.format(
          Locale.ROOT,
          "%s_%d_%02d_%02d",
          parent,
          first.getYear(),
          first.getMonthValue(),
          first.getDayOfMonth());
    }
    if (first.plusMonths(1).equals(until)) {
      return String.format(
          Locale.ROOT, "%s_%d_%02d", parent, first.getYear(), first.getMonthValue());
    }
    return "%s_%d".formatted(parent, first.getYear());
  }
}
