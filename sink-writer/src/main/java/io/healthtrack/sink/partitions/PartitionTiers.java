package io.healthtrack.sink.partitions;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which partitions there should be: one for everything before 2000, then years, months for the last
 * two years, days around today.
 *
 * <p>Ranges follow each other without a gap, and each step looks only at where the last one ended,
 * so that a run on any later day continues exactly there: a month begins on a month's first day or
 * not at all. How coarse a step may be depends on how old it is at the time it is made; what was
 * made daily stays daily until it is merged.
 */
final class PartitionTiers {

  /** Everything before this day has one partition. Real files hold 1960. */
  static final LocalDate FIRST_YEAR = LocalDate.of(2000, 1, 1);

  /** How far back and ahead days have their own partition. */
  static final int DAYS = 35;

  /** For how many whole years before this one months have their own partition. */
  static final int MONTHLY_YEARS = 2;

  private PartitionTiers() {}

  /**
   * The ranges missing on a day.
   *
   * @param covered where the existing ranges end; absent when there are none
   * @param today the day, UTC
   */
  static List<PartitionRange> missing(Optional<LocalDate> covered, LocalDate today) {
    List<PartitionRange> ranges = new ArrayList<>();
    if (covered.isEmpty()) {
      ranges.add(new PartitionRange(Optional.empty(), FIRST_YEAR));
    }
    LocalDate at = covered.orElse(FIRST_YEAR);
    LocalDate end = today.plusDays(DAYS + 1L);
    while (at.isBefore(end)) {
      LocalDate next = step(at, today);
      ranges.add(new PartitionRange(Optional.of(at), next));
      at = next;
    }
    return ranges;
  }

  private static LocalDate step(LocalDate at, LocalDate today) {
    LocalDate monthly = today.minusYears(MONTHLY_YEARS).withDayOfYear(1);
    if (at.getDayOfYear() == 1 && !at.plusYears(1).isAfter(monthly)) {
      return at.plusYears(1);
    }
    LocalDate daily = today.minusDays(DAYS).withDayOfMonth(1);
    if (at.getDayOfMonth() == 1 && !at.plusMonths(1).isAfter(daily)) {
      return at.plusMonths(1);
    }
    return at.plusDays(1);
  }
}
