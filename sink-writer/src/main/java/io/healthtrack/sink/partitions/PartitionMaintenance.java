package io.healthtrack.sink.partitions;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the hot table's partitions ahead of time, so that the ingest path never changes the schema.
 *
 * <p>Any number of sinks may call it at any time: an advisory lock lets one work, the others then
 * find nothing left to do.
 */
public final class PartitionMaintenance {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionMaintenance.class);
  private static final String PARENT = "health_metrics";
  private static final long LOCK = 4_851_002;
  private static final Pattern UPPER_BOUND = Pattern.compile("TO \\('(\\d{4,}-\\d\\d-\\d\\d)");

  private final Jdbi jdbi;
  private final Clock clock;

  /** Maintenance of one database, by this clock. */
  public PartitionMaintenance(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Makes what is missing today, each partition in a transaction of its own: a lock is held for
   * milliseconds, and what is interrupted is continued the next time.
   *
   * @return how many were made
   */
  public int run() {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    return jdbi.withHandle(
        handle -> {
          handle.execute("SELECT pg_advisory_lock(?)", LOCK);
          try {
            handle.execute("SET timezone = 'UTC'");
            // Whoever holds a table for longer is more important than tomorrow's partition.
            handle.execute("SET lock_timeout = '5s'");
            List<PartitionRange> missing = PartitionTiers.missing(covered(handle), today);
            for (PartitionRange range : missing) {
              handle.useTransaction(inside -> create(inside, range));
            }
            if (!missing.isEmpty()) {
              LOG.info("made {} partitions", missing.size());
            }
            return missing.size();
          } finally {
            handle.execute("SELECT pg_advisory_unlock(?)", LOCK);
            handle.execute("RESET lock_timeout");
            handle.execute("RESET timezone");
          }
        });
  }

  /** Up to which day, exclusive, readings have a place. */
  public Optional<LocalDate> coveredUntil() {
    return jdbi.withHandle(
        handle ->
            handle.inTransaction(
                inside -> {
                  inside.execute("SET LOCAL timezone = 'UTC'");
                  return covered(inside);
                }));
  }

  private static void create(Handle handle, PartitionRange range) {
    String table = range.table(PARENT);
    String from = range.from().map(day -> "'" + day + "'").orElse("MINVALUE");
    // Attaching takes a weaker lock on the parent than creating a partition in place.
    handle.execute(
        "CREATE TABLE health.%s (LIKE health.%s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
            .formatted(table, PARENT));
    handle.execute(
        "ALTER TABLE health.%s ATTACH PARTITION health.%s FOR VALUES FROM (%s) TO ('%s')"
            .formatted(PARENT, table, from, range.until()));
  }

  private static Optional<LocalDate> covered(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT pg_get_expr(c.relpartbound, c.oid)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'health.health_metrics'::regclass
            """)
        .mapTo(String.class)
        .stream()
        .map(PartitionMaintenance::upperBound)
        .max(LocalDate::compareTo);
  }

  private static LocalDate upperBound(String bounds) {
    Matcher matcher = UPPER_BOUND.matcher(bounds);
    if (!matcher.find()) {
      throw new IllegalStateException("a partition without an upper day: " + bounds);
    }
    return LocalDate.parse(matcher.group(1));
  }
}
