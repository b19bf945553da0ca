package io.healthtrack.bench.keys;

import io.healthtrack.sink.readings.CopyEncoder;
import java.sql.SQLException;
import java.util.List;

/** What was tried. */
final class Shapes {

  /** The table's own columns, whatever migrations have made of them. */
  private static final String AS_IT_IS =
      "CREATE TABLE %s (LIKE health.health_metrics INCLUDING ALL)";

  private static final String COLUMNS =
      "user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type, source";

  private static final String EIGHT =
      """
      CREATE TABLE %s (
        user_id uuid NOT NULL, metric_id uuid NOT NULL, device_id uuid, measured_at timestamptz NOT NULL,
        metric_value double precision NOT NULL, received_at timestamptz NOT NULL,
        metric_type smallint NOT NULL, source text""";

  private static final String NUMBERED =
      """
      CREATE TABLE %s (
        metric_id uuid NOT NULL, measured_at timestamptz NOT NULL, metric_value double precision NOT NULL,
        received_at timestamptz NOT NULL, user_no integer NOT NULL, device_no integer,
        metric_type smallint NOT NULL, source text""";

  private static final String NUMBERED_COLUMNS =
      "metric_id, measured_at, metric_value, received_at, user_no, device_no, metric_type, source";

  private Shapes() {}

  static List<Shape> all() {
    return List.of(
        new Shape("as_it_is", true, AS_IT_IS, COLUMNS, Shapes::row),
        new Shape("heap_only", false, EIGHT + ")", COLUMNS, Shapes::row),
        new Shape(
            "eight_columns",
            true,
            EIGHT + ", PRIMARY KEY (user_id, metric_type, measured_at, metric_id))",
            COLUMNS,
            Shapes::row),
        new Shape(
            "key_without_reading_id",
            false,
            EIGHT + ", PRIMARY KEY (user_id, metric_type, measured_at))",
            COLUMNS,
            Shapes::row),
        new Shape(
            "key_on_reading_id_and_query_index",
            true,
            EIGHT
                + ", PRIMARY KEY (metric_id, measured_at)); CREATE INDEX ON %1$s (user_id,"
                + " metric_type, measured_at)",
            COLUMNS,
            Shapes::row),
        new Shape(
            "numbers_for_people_and_devices",
            true,
            NUMBERED + ", PRIMARY KEY (user_no, metric_type, measured_at, metric_id))",
            NUMBERED_COLUMNS,
            Shapes::numbered),
        new Shape(
            "numbers_and_brin",
            false,
            NUMBERED + "); CREATE INDEX ON %1$s USING brin (measured_at)",
            NUMBERED_COLUMNS,
            Shapes::numbered));
  }

  private static void row(CopyEncoder out, Sample sample) throws SQLException {
    out.row(8);
    out.uuid(sample.user());
    out.uuid(sample.reading());
    out.uuid(sample.device());
    out.time(sample.measuredAt());
    out.number(sample.value());
    out.time(sample.measuredAt() + 2_000_000);
    out.smallint(sample.metric());
    out.text("api");
  }

  private static void numbered(CopyEncoder out, Sample sample) throws SQLException {
    out.row(8);
    out.uuid(sample.reading());
    out.time(sample.measuredAt());
    out.number(sample.value());
    out.time(sample.measuredAt() + 2_000_000);
    out.integer(sample.userNumber());
    out.integer(sample.deviceNumber());
    out.smallint(sample.metric());
    out.text("api");
  }
}
