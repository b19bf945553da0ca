package io.healthtrack.sink.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionTiersTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  @Test
  void startsWithYearsThenMonthsThenDays() {
    List<PartitionRange> ranges = PartitionTiers.missing(Optional.empty(), TODAY);

    assertEquals(new PartitionRange(Optional.empty(), LocalDate.of(2000, 1, 1)), ranges.getFirst());
    assertTrue(ranges.contains(range("2023-01-01", "2024-01-01")));
    assertTrue(ranges.contains(range("2024-01-01", "2024-02-01")));
    assertTrue(ranges.contains(range("2026-09-01", "2026-10-01")));
    assertTrue(ranges.contains(range("2026-10-01", "2026-10-02")));
    assertEquals(range("2026-12-26", "2026-12-27"), ranges.getLast());
  }

  @Test
  void namesTablesByTheTimeTheyHold() {
    assertEquals(
        "m_before_2000", new PartitionRange(Optional.empty(), LocalDate.of(2000, 1, 1)).table("m"));
    assertEquals("m_2016", range("2016-01-01", "2017-01-01").table("m"));
    assertEquals("m_2026_02", range("2026-02-01", "2026-03-01").table("m"));
    assertEquals("m_2026_02_09", range("2026-02-09", "2026-02-10").table("m"));
  }

  @Test
  void continuesDayByDayForYearsWithoutGapOrOverlap() {
    List<PartitionRange> ranges = new ArrayList<>(PartitionTiers.missing(Optional.empty(), TODAY));
    for (LocalDate day = TODAY; day.isBefore(TODAY.plusYears(6)); day = day.plusDays(1)) {
      List<PartitionRange> added = PartitionTiers.missing(end(ranges), day);
      ranges.addAll(added);
      assertTrue(added.size() <= 1, "one new day a day");
      assertCovers(ranges, day);
    }
    assertContiguous(ranges);
  }

  @Test
  void continuesAfterAnyPause() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      LocalDate day = LocalDate.of(2015 + random.nextInt(15), 1, 1).plusDays(random.nextInt(365));
      List<PartitionRange> ranges = new ArrayList<>(PartitionTiers.missing(Optional.empty(), day));
      for (int run = 0; run < 40; run++) {
        day = day.plusDays(random.nextInt(random.nextInt(20) == 0 ? 900 : 40));
        ranges.addAll(PartitionTiers.missing(end(ranges), day));
        assertCovers(ranges, day);
      }
      assertContiguous(ranges);
    }
  }

  @Test
  void hasNothingToDoTwiceADay() {
    List<PartitionRange> ranges = PartitionTiers.missing(Optional.empty(), TODAY);
    assertEquals(List.of(), PartitionTiers.missing(end(ranges), TODAY));
  }

  private static void assertCovers(List<PartitionRange> ranges, LocalDate day) {
    assertEquals(day.plusDays(36), end(ranges).orElseThrow(), "35 days ahead of " + day);
    long fine =
        ranges.reversed().stream()
            .takeWhile(range -> range.until().isAfter(day.minusDays(35)))
            .filter(range -> range.from().orElseThrow().plusDays(1).equals(range.until()))
            .count();
    assertTrue(fine >= 71, "days for 35 days either way of " + day + ": " + fine);
  }

  private static void assertContiguous(List<PartitionRange> ranges) {
    Set<String> names = new HashSet<>();
    LocalDate at = ranges.getFirst().until();
    assertTrue(names.add(ranges.getFirst().table("m")));
    for (PartitionRange range : ranges.subList(1, ranges.size())) {
      assertEquals(at, range.from().orElseThrow());
      assertTrue(names.add(range.table("m")), "two partitions of one name");
      long days = ChronoUnit.DAYS.between(at, range.until());
      assertFalse(days > 366);
      at = range.until();
    }
  }

  private static Optional<LocalDate> end(List<PartitionRange> ranges) {
    return Optional.of(ranges.getLast().until());
  }

  private static PartitionRange range(String from, String until) {
    return new PartitionRange(Optional.of(LocalDate.parse(from)), LocalDate.parse(until));
  }
}
