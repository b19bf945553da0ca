package io.healthtrack.sink.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionsIT {

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void startsWithYearsThenMonthsThenDays() {
    List<String> names =
        database.query(
            "SELECT ops.partition_name('m', from_day, until_day)"
                + " FROM ops.missing_partitions(NULL, '2026-11-21', true) ORDER BY until_day");

    assertEquals("m_before_2000", names.getFirst());
    assertTrue(names.containsAll(List.of("m_2016", "m_2023", "m_2024_01", "m_2026_09")));
    assertTrue(names.contains("m_2026_10_01"));
    assertEquals("m_2026_12_26", names.getLast());
  }

  @Test
  void continuesDayByDayForYearsWithoutGapOrOverlap() {
    assertEquals(
        List.of("0|0|1"),
        database.query(
            """
            WITH RECURSIVE played AS (
              SELECT DATE '2026-11-21' AS today, max(until_day) AS covered, 0::bigint AS added,
                     0::bigint AS gaps
              FROM ops.missing_partitions(NULL, '2026-11-21', true)
              UNION ALL
              SELECT p.today + 1, m.covered, m.added, m.gaps
              FROM played p
              CROSS JOIN LATERAL (
                SELECT coalesce(max(until_day), p.covered) AS covered, count(*) AS added,
                       count(*) FILTER (WHERE from_day > p.covered) AS gaps
                FROM ops.missing_partitions(p.covered, p.today + 1, true)) m
              WHERE p.today < '2032-11-21')
            SELECT sum(gaps), count(*) FILTER (WHERE covered <> today + 36), max(added) FROM played
            """));
  }

  @Test
  void makesEveryTablesPartitionsOnceHoweverManyAsk() throws Exception {
    database.execute("CALL ops.ensure_partitions('2027-03-05')");
    Thread other =
        Thread.ofPlatform()
            .start(() -> database.execute("CALL ops.ensure_partitions('2027-09-05')"));
    database.execute("CALL ops.ensure_partitions('2027-09-05')");
    other.join();

    assertEquals(
        List.of("f|2027-12-01|2027-12-01|0", "t|2027-10-11|2027-10-11|0"),
        database.query(
            """
            SELECT daily, min(ends), max(ends), sum(gaps) FROM (
              SELECT t.table_name, t.daily, max(b.until_day) AS ends,
                     count(*) FILTER (WHERE b.from_day IS DISTINCT FROM b.before) AS gaps
              FROM ops.partitioned_tables t
              CROSS JOIN LATERAL (
                SELECT from_day, until_day, lag(until_day) OVER (ORDER BY until_day) AS before
                FROM ops.partition_bounds(t.table_name)) b
              GROUP BY 1, 2) tables
            GROUP BY 1 ORDER BY 1
            """));
  }
}
