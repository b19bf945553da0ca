package io.healthtrack.local.backtesting;

import io.healthtrack.avro.Reading;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The readings of the table that rules would have seen, person by person and each person's by time.
 * A page of people at a time, whose readings the database sorts (on its disk where they are many)
 * and a cursor brings over in small portions: here memory does not grow with them.
 */
public final class StoredReadings implements AutoCloseable {
  private static final int PEOPLE_AT_ONCE = 50;
  private static final int ROWS_AT_ONCE = 5_000;

  private static final String PEOPLE =
      """
      SELECT user_id FROM health.users
      WHERE tenant = ? AND user_id > ? ORDER BY user_id LIMIT %d
      """
          .formatted(PEOPLE_AT_ONCE);

  /** What enters no rule live is left out: statistics of devices, and what was entered in error. */
  private static final String READINGS =
      """
      SELECT user_id, metric_type, measured_at, device_id, metric_value, received_at, comparator,
        metric_id, modality
      FROM health.health_metrics
      WHERE user_id = ANY (?) AND metric_type = ANY (?) AND measured_at >= ? AND measured_at < ?
        AND statistic IS NULL AND status IS DISTINCT FROM 'entered-in-error'
      ORDER BY user_id, measured_at, metric_type, metric_id
      """;

  private static final String SPAN =
      """
      SELECT min(measured_at), max(measured_at) FROM health.health_metrics
      WHERE metric_type = ANY (?)
        AND user_id IN (SELECT user_id FROM health.users WHERE tenant = ?)
      """;

  private final Connection connection;
  private final MetricCatalogue catalogue;
  private final String tenant;
  private final Period period;

  /**
   * What time is asked for.
   *
   * @param from first measured_at; null for the very first
   * @param to first measured_at no longer; null for none
   */
  public record Period(Instant from, Instant to) {
    OffsetDateTime begin() {
      return from == null ? OffsetDateTime.MIN : from.atOffset(ZoneOffset.UTC);
    }

    OffsetDateTime end() {
      return to == null ? OffsetDateTime.MAX : to.atOffset(ZoneOffset.UTC);
    }
  }

  private StoredReadings(
      Connection connection, MetricCatalogue catalogue, String tenant, Period period) {
    this.connection = connection;
    this.catalogue = catalogue;
    this.tenant = tenant;
    this.period = period;
  }

  /** All that is read from it is of one moment. */
  public static StoredReadings open(
      String url, MetricCatalogue catalogue, String tenant, Period period) {
    try {
      Connection connection = DriverManager.getConnection(url);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return new StoredReadings(connection, catalogue, tenant, period);
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  /** Tells the readings of everybody. */
  public void forEach(Collection<String> metrics, Consumer<Reading> told) {
    List<UUID> page = people(new UUID(0, 0));
    while (!page.isEmpty()) {
      of(page, metrics, told);
      page = people(page.getLast());
    }
  }

  /** Tells the readings of some people. */
  public void of(List<UUID> people, Collection<String> metrics, Consumer<Reading> told) {
    try (PreparedStatement query = connection.prepareStatement(READINGS)) {
      query.setFetchSize(ROWS_AT_ONCE);
      query.setArray(1, array("uuid", people));
      query.setArray(2, types(metrics));
      query.setObject(3, period.begin());
      query.setObject(4, period.end());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          told.accept(reading(row));
        }
      }
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  /** When the readings of metrics begin and end, whatever time is asked for; empty without any. */
  public List<Instant> span(Collection<String> metrics) {
    try (PreparedStatement query = connection.prepareStatement(SPAN)) {
      query.setArray(1, types(metrics));
      query.setString(2, tenant);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getObject(1) == null ? List.of() : List.of(time(row, 1), time(row, 2));
      }
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  private List<UUID> people(UUID after) {
    try (PreparedStatement query = connection.prepareStatement(PEOPLE)) {
      query.setString(1, tenant);
      query.setObject(2, after);
      List<UUID> page = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          page.add(row.getObject(1, UUID.class));
        }
      }
      return page;
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  private Reading reading(ResultSet row) throws SQLException {
    Metric metric = catalogue.byId(row.getShort(2)).orElseThrow();
    Reading reading = new Reading();
    reading.setTenant(tenant);
    reading.setUserId(row.getObject(1, UUID.class));
    reading.setMetric(metric.code());
    reading.setUnit(metric.unit());
    reading.setMeasuredAt(time(row, 3));
    reading.setDeviceId(row.getObject(4, UUID.class));
    reading.setValue(row.getDouble(5));
    reading.setReceivedAt(time(row, 6));
    reading.setComparator(row.getString(7));
    reading.setReadingId(row.getObject(8, UUID.class));
    String modality = row.getString(9);
    reading.setModality(modality == null ? "sensed" : modality);
    reading.setStatus("final");
    reading.setProof("fresh");
    return reading;
  }

  private Array types(Collection<String> metrics) throws SQLException {
    return array(
        "smallint",
        metrics.stream().map(code -> catalogue.byCode(code).orElseThrow().id()).toList());
  }

  private Array array(String type, List<?> elements) throws SQLException {
    return connection.createArrayOf(type, elements.toArray());
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static UserError silent(SQLException e) {
    return new UserError("the database does not answer (SQLSTATE " + e.getSQLState() + ")", e);
  }
}
