package io.healthtrack.sink.readings;

import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.database.SqlFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Has the server try rows one by one and take each back: which would the table refuse? Finding them
 * from here costs three turns of the network for each, and a batch of nothing but poison would take
 * a minute; this takes a second or two.
 *
 * <p>Texts are staged as bytes, because what is wrong with them may be that they are no text.
 */
final class Trial {

  private static final String STAGING =
      """
      CREATE TEMPORARY TABLE trial (
        user_id uuid, metric_id uuid, device_id uuid, measured_at timestamptz,
        metric_value double precision, received_at timestamptz, metric_type smallint,
        offset_minutes smallint, comparator bytea, status bytea, statistic bytea, modality bytea,
        source bytea, end_at timestamptz, sequence bigint, group_id uuid,
        sent_value double precision, sent_unit bytea,
        place integer GENERATED ALWAYS AS IDENTITY (MINVALUE 0 START 0)
      ) ON COMMIT DROP;
      CREATE TEMPORARY TABLE verdict (
        place integer, sqlstate text, message text, constraint_name text, column_name text
      ) ON COMMIT DROP
      """;

  private static final String TRY =
      """
      DO $$
      DECLARE
        tried record;
        wrong pg_temp.verdict;
        said text;
        more text;
      BEGIN
        FOR tried IN SELECT * FROM pg_temp.trial ORDER BY place LOOP
          BEGIN
            INSERT INTO health.health_metrics
              (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type,
               offset_minutes, comparator, status, statistic, modality, source, end_at, sequence,
               group_id, sent_value, sent_unit)
            VALUES
              (tried.user_id, tried.metric_id, tried.device_id, tried.measured_at,
               tried.metric_value, tried.received_at, tried.metric_type, tried.offset_minutes,
               convert_from(tried.comparator, 'UTF8'), convert_from(tried.status, 'UTF8'),
               convert_from(tried.statistic, 'UTF8'), convert_from(tried.modality, 'UTF8'),
               convert_from(tried.source, 'UTF8'), tried.end_at, tried.sequence, tried.group_id,
               tried.sent_value, convert_from(tried.sent_unit, 'UTF8'));
            RAISE EXCEPTION USING ERRCODE = 'HT000';
          EXCEPTION WHEN OTHERS THEN
            IF SQLSTATE <> 'HT000' THEN
              GET STACKED DIAGNOSTICS
                wrong.sqlstate = RETURNED_SQLSTATE, said = MESSAGE_TEXT,
                more = PG_EXCEPTION_DETAIL, wrong.constraint_name = CONSTRAINT_NAME,
                wrong.column_name = COLUMN_NAME;
              wrong.place := tried.place;
              wrong.message := concat_ws('; ', said, nullif(more, ''));
              INSERT INTO pg_temp.verdict VALUES (wrong.*);
            END IF;
          END;
        END LOOP;
      END
      $$
      """;

  private final Connection connection;
  private final CopyEncoder encoder;

  Trial(Connection connection, CopyEncoder encoder) {
    this.connection = connection;
    this.encoder = encoder;
  }

  /**
   * Which rows the table refuses, each on its own, by their place among these.
   *
   * @throws SQLException if the database is in trouble
   */
  Map<Integer, RowRefusal> refusals(List<ReadingRow> rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(STAGING);
      stage(rows);
      statement.execute(TRY);
      Map<Integer, RowRefusal> refusals = new HashMap<>();
      try (ResultSet verdicts = statement.executeQuery("SELECT * FROM pg_temp.verdict")) {
        while (verdicts.next()) {
          RowRefusal refusal = refusal(verdicts);
          if (refusal != null) {
            refusals.put(verdicts.getInt("place"), refusal);
          }
        }
      }
      statement.execute("DROP TABLE pg_temp.trial, pg_temp.verdict");
      return refusals;
    }
  }

  private void stage(List<ReadingRow> rows) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(ReadingRow.COPY.replace("health.health_metrics", "pg_temp.trial"));
    ReadingsLane.copy(copy, encoder, rows);
  }

  private static RowRefusal refusal(ResultSet verdict) throws SQLException {
    String state = verdict.getString("sqlstate");
    String constraint = verdict.getString("constraint_name");
    return switch (SqlFailure.of(state, !constraint.isEmpty())) {
      case SqlFailure.Data data ->
          RowRefusal.of(
              state, verdict.getString("message"), constraint, verdict.getString("column_name"));
      // Whoever copies the row comes upon it, and knows what to do.
      case SqlFailure.KeyTaken taken -> null;
      case SqlFailure.NoPartition none -> null;
      case SqlFailure.Infrastructure trouble -> throw new SQLException("", state);
    };
  }
}
