package io.healthtrack.sink.readings;

import io.healthtrack.schemas.windows.RunningTotal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Finds what the table says about reading ids: by the whole key, and for corrections, which may
 * have moved in time, among all of the series.
 */
final class StoredVersions {

  static final String DELETE =
      """
      DELETE FROM health.health_metrics
      WHERE user_id = ? AND metric_type = ? AND measured_at = ? AND metric_id = ?
      """;

  private static final String STAGING =
      """
      CREATE TEMPORARY TABLE IF NOT EXISTS settling (
        user_id uuid NOT NULL, metric_type smallint NOT NULL, measured_at timestamptz NOT NULL,
        metric_id uuid NOT NULL, corrects boolean NOT NULL
      ) ON COMMIT DELETE ROWS
      """;

  private static final String COPY =
      """
      COPY settling (user_id, metric_type, measured_at, metric_id, corrects)
      FROM STDIN (FORMAT binary)
      """;

  private static final String VERSION =
      """
      SELECT h.user_id, h.metric_type, h.metric_id,
             (extract(epoch FROM h.measured_at) * 1000000)::bigint,
             (extract(epoch FROM h.received_at) * 1000000)::bigint, h.metric_value, h.comparator,
             h.device_id, (extract(epoch FROM h.end_at) * 1000000)::bigint,
             coalesce(h.sequence, 0), h.status, h.statistic
      FROM settling s JOIN health.health_metrics h
      """;

  private static final String AT_KEY =
      VERSION + "USING (user_id, metric_type, measured_at, metric_id)";

  private static final String ANYWHERE =
      VERSION
          + """
            ON h.user_id = s.user_id AND h.metric_type = s.metric_type
              AND h.metric_id = s.metric_id AND h.measured_at <> s.measured_at
          WHERE s.corrects
          """;

  private final CopyEncoder encoder;

  StoredVersions(CopyEncoder encoder) {
    this.encoder = encoder;
  }

  static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(STAGING);
      // The planner knows nothing of a temporary table, and any other join reads whole partitions.
      statement.execute("SET enable_hashjoin = off");
      statement.execute("SET enable_mergejoin = off");
      statement.execute("SET enable_seqscan = off");
    }
  }

  void find(Connection connection, Map<Contender.Key, Contender> contenders) throws SQLException {
    boolean corrects = stage(connection, contenders);
    read(connection, AT_KEY, contenders);
    if (corrects) {
      read(connection, ANYWHERE, contenders);
    }
  }

  static void bind(PreparedStatement statement, Contender contender) throws SQLException {
    statement.setObject(1, contender.key().userId());
    statement.setShort(2, contender.key().metricType());
    statement.setObject(3, time(contender.replaced().measuredAt()));
    statement.setObject(4, contender.key().metricId());
  }

  static OffsetDateTime time(long micros) {
    return io.healthtrack.schemas.time.EventTime.instant(micros).atOffset(ZoneOffset.UTC);
  }

  private boolean stage(Connection connection, Map<Contender.Key, Contender> contenders)
      throws SQLException {
    boolean any = false;
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    try {
      encoder.begin(copy);
      for (Contender contender : contenders.values()) {
        boolean corrects = contender.corrects();
        any |= corrects;
        long last = Long.MIN_VALUE;
        for (ReadingRow row : contender.rows()) {
          if (row.measuredAt() != last) {
            last = row.measuredAt();
            stage(row, corrects);
          }
        }
      }
      encoder.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    return any;
  }

  private void stage(ReadingRow row, boolean corrects) throws SQLException {
    encoder.row(5);
    encoder.uuid(row.userId());
    encoder.smallint(row.metricType());
    encoder.time(row.measuredAt());
    encoder.uuid(row.metricId());
    encoder.bool(corrects);
  }

  private static void read(
      Connection connection, String query, Map<Contender.Key, Contender> contenders)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setFetchSize(10_000);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Contender contender =
              contenders.get(
                  new Contender.Key(
                      rows.getObject(1, UUID.class),
                      rows.getShort(2),
                      rows.getObject(3, UUID.class)));
          contender.stored(
              new Version(
                  rows.getLong(4),
                  rows.getLong(5),
                  rows.getDouble(6),
                  rows.getString(7),
                  rows.getObject(8, UUID.class),
                  rows.getObject(9, Long.class),
                  rows.getLong(10),
                  rows.getString(11),
                  RunningTotal.STATISTIC.equals(rows.getString(12))));
        }
      }
    }
  }
}
