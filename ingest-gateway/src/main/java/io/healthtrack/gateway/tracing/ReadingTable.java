package io.healthtrack.gateway.tracing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asks the database where a reading is. Connects when it is first asked. */
final class ReadingTable implements AutoCloseable {

  private static final String FIND = "SELECT * FROM ops.find_reading(?, ?, ?, ?)";

  /** Few look for a reading at a time, and those who do must not slow the lanes. */
  private static final int CONNECTIONS = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HikariDataSource source;

  ReadingTable(DatabaseAccess access) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("gateway-trace");
    config.setJdbcUrl(access.url());
    config.setUsername(access.user());
    config.setPassword(access.password().value());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setReadOnly(true);
    config.setConnectionTimeout(PATIENCE.toMillis());
    // The gateway starts and serves readings without a database.
    config.setInitializationFailTimeout(-1);
    // Else the pool asks its first connection, and if that one breaks meanwhile it never opens
    // another one.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    source = new HikariDataSource(config);
  }

  /**
   * Where it is; empty if nowhere.
   *
   * @param person whose it is, null if nobody said: then only the quarantine is looked through
   * @param measuredAt when it was measured, null if nobody said: then all of the person's rows are
   *     looked through
   * @throws TraceException if the database does not answer
   */
  List<Place> find(UUID readingId, String tenant, UUID person, Instant measuredAt) {
    try (Connection connection = source.getConnection();
        PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setQueryTimeout(Math.toIntExact(PATIENCE.toSeconds()));
      find.setObject(1, readingId);
      find.setString(2, tenant);
      find.setObject(3, person, Types.OTHER);
      find.setTimestamp(4, measuredAt == null ? null : Timestamp.from(measuredAt));
      List<Place> places = new ArrayList<>();
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          places.add(rows.getString("place").equals("table") ? stored(rows) : quarantined(rows));
        }
      }
      return places;
    } catch (SQLException e) {
      throw new TraceException("the database did not say where the reading is", e);
    }
  }

  private static Place stored(ResultSet row) throws SQLException {
    return new Place.Stored(
        row.getString("metric"), instant(row, "measured_at"), instant(row, "received_at"));
  }

  private static Place quarantined(ResultSet row) throws SQLException {
    return new Place.Quarantined(
        row.getString("reason"),
        row.getString("detail"),
        row.getString("stage"),
        instant(row, "noted_at"),
        row.getString("source_topic"),
        row.getInt("source_partition"),
        row.getLong("source_offset"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @Override
  public void close() {
    source.close();
  }
}
