package io.healthtrack.local.accounting;

import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.schemas.topics.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts from committed data alone: records in topics, tallies that were committed with what they
 * count, and rows. Nothing here asks a running service. For one thread at a time.
 */
public final class Accounts implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  /** Longer than any stage takes to commit and to publish its tallies. */
  private static final Duration STANDSTILL = Duration.ofSeconds(6);

  private final AcceptedCounter raw;
  private final TopicCounter quarantined;
  private final Tallies tallies;
  private final SinkBooks sink;

  private Accounts(Endpoints endpoints) throws SQLException {
    raw = new AcceptedCounter(endpoints.kafka());
    quarantined = new TopicCounter(endpoints.kafka(), Topics.READINGS_QUARANTINED);
    tallies = new Tallies(endpoints.kafka(), endpoints.registry());
    sink = new SinkBooks(endpoints.postgres());
  }

  /** Opens the books of a running HealthTrack. */
  public static Accounts open(Endpoints endpoints) {
    try {
      return new Accounts(endpoints);
    } catch (SQLException | org.apache.kafka.common.KafkaException e) {
      throw new UserError(
          "cannot read the books: is HealthTrack running? See: healthtrack status", e);
    }
  }

  /** The counts as they are at this moment; while readings travel they do not yet add up. */
  public AuditReport now() {
    try {
      // Downstream first would see less upstream later; this order never shows more than came in.
      SinkBooks.Movements movements = sink.movements();
      long rows = sink.rows();
      SinkBooks.Lane lane = sink.readings();
      tallies.refresh();
      return AuditReport.of(
          raw.count(tallies),
          tallies.stage("validation"),
          tallies.stage("thresholds"),
          lane,
          movements,
          rows);
    } catch (SQLException e) {
      throw new UserError("the database does not answer; see: healthtrack status", e);
    }
  }

  /**
   * Where readings are at a glance, without counting the table.
   *
   * @param raw accepted by the gateway
   * @param validation what validation made of them
   * @param thresholds what the thresholds have seen
   * @param stored rows the sink has inserted
   * @param sinkIn records the sink has taken
   */
  public record Glance(
      long raw, StageCount validation, StageCount thresholds, long stored, long sinkIn) {}

  /** Cheap enough for every second. */
  public Glance glance() {
    try {
      SinkBooks.Lane lane = sink.readings();
      tallies.refresh();
      return new Glance(
          raw.count(tallies),
          tallies.stage("validation"),
          tallies.stage("thresholds"),
          lane.inserted(),
          lane.in());
    } catch (SQLException e) {
      throw new UserError("the database does not answer; see: healthtrack status", e);
    }
  }

  /**
   * The counts once they add up; or as they are when nothing has moved for a while, or {@code
   * patience} is over.
   */
  public AuditReport settled(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    AuditReport report = now();
    long moved = System.nanoTime();
    while (!report.conserved()
        && System.nanoTime() < deadline
        && System.nanoTime() - moved < STANDSTILL.toNanos()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      AuditReport next = now();
      if (!next.equals(report)) {
        moved = System.nanoTime();
      }
      report = next;
    }
    return report;
  }

  /** Committed records in the quarantine topic. */
  public long quarantined() {
    return quarantined.count();
  }

  /** Refused records by reason, as of the last look. */
  public Map<String, Long> reasons() {
    return tallies.reasons();
  }

  @Override
  public void close() {
    raw.close();
    quarantined.close();
    tallies.close();
    try {
      sink.close();
    } catch (SQLException e) {
      // Nothing was written; the server ends the session by itself.
    }
  }
}
