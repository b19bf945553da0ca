package io.healthtrack.bench.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * The last reading of each partition up to a second, all measured in it: each writer keeps the
 * order of a partition, so all readings are there once these are.
 */
record LastReadings(
    List<UUID> users, List<Short> metrics, OffsetDateTime measuredAt, List<UUID> ids) {

  LastReadings {
    users = List.copyOf(users);
    metrics = List.copyOf(metrics);
    ids = List.copyOf(ids);
  }

  static LastReadings of(List<Reading> readings) {
    MetricCatalogue catalogue = MetricCatalogue.load();
    return new LastReadings(
        readings.stream().map(Reading::getUserId).toList(),
        readings.stream()
            .map(reading -> catalogue.byCode(reading.getMetric()).orElseThrow().id())
            .toList(),
        readings.getFirst().getMeasuredAt().atOffset(ZoneOffset.UTC),
        readings.stream().map(Reading::getReadingId).toList());
  }

  /** How many partitions have one. */
  int size() {
    return ids.size();
  }

  /** Whether all of them are in a table. */
  boolean allIn(Connection connection, String table) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            // By the key's own columns: one look into the index for each.
            """
            SELECT count(*) FROM %s
            WHERE user_id = ANY (?) AND metric_type = ANY (?) AND measured_at = ?
              AND metric_id = ANY (?)
            """
                .formatted(table))) {
      select.setArray(1, array(connection, "uuid", users));
      select.setArray(2, array(connection, "int2", metrics));
      select.setObject(3, measuredAt);
      select.setArray(4, array(connection, "uuid", ids));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1) == ids.size();
      }
    }
  }

  private static Array array(Connection connection, String type, List<?> values)
      throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }
}
