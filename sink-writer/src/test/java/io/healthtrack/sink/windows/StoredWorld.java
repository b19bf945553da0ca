package io.healthtrack.sink.windows;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.sink.MigratedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** A database into which a test stores readings as the readings lane does. */
public final class StoredWorld {

  /** Everything a window says but when and how often it was written. */
  static final String WINDOWS =
      """
      SELECT user_id, metric_type, window_minutes, window_start AT TIME ZONE 'UTC', readings, limited,
             sum, m2, min, max, first_value, first_at AT TIME ZONE 'UTC', last_value,
             last_at AT TIME ZONE 'UTC', histogram, origin
      FROM health.metric_windows ORDER BY 1, 2, 3, 4
      """;

  public final MigratedDatabase database = MigratedDatabase.fresh();
  final WindowRepair repair;

  StoredWorld() {
    this((connection, hours) -> {});
  }

  public StoredWorld(HoursRepaired follower) {
    repair = new WindowRepair(MetricCatalogue.load(), follower, () -> false, WindowSource.TABLE);
  }

  /** A reading of one person; the metric is 1, heart rate, unless said otherwise. */
  public record Stored(
      UUID id,
      int user,
      int metric,
      Instant at,
      double value,
      String comparator,
      String status,
      String statistic) {

    public static Stored of(long id, int user, Instant at, double value) {
      return new Stored(new UUID(id, id), user, 1, at, value, null, null, null);
    }

    public Stored with(String comparator, String status, String statistic) {
      return new Stored(id, user, metric, at, value, comparator, status, statistic);
    }
  }

  public static UUID user(int number) {
    return new UUID(number, number);
  }

  /** Stores readings with the batch row that speaks of them, in one transaction. */
  public void store(List<Stored> readings) {
    write(readings, true);
  }

  /** Stores readings that only the repair queue speaks of. */
  public void storeQueued(List<Stored> readings) {
    write(readings, false);
    StringBuilder sql = new StringBuilder();
    readings.forEach(r -> sql.append(queueing(r.user(), r.metric(), r.at())));
    database.execute(sql.toString());
  }

  public void delete(List<Stored> readings) {
    StringBuilder sql = new StringBuilder();
    for (Stored reading : readings) {
      sql.append(
              """
              DELETE FROM health.health_metrics WHERE user_id = '%s' AND metric_type = %d
                AND measured_at = '%s' AND metric_id = '%s';
              """
                  .formatted(user(reading.user()), reading.metric(), reading.at(), reading.id()))
          .append(queueing(reading.user(), reading.metric(), reading.at()));
    }
    database.execute(sql.toString());
  }

  public void queue(int user, int metric, Instant at) {
    database.execute(queueing(user, metric, at));
  }

  public long repair() {
    return repair(database.jdbi());
  }

  public long repair(Jdbi jdbi) {
    try {
      long hours = 0;
      long done;
      do {
        done = repair.run(jdbi);
        hours += done;
      } while (done > 0);
      return hours;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String queueing(int user, int metric, Instant at) {
    return """
    INSERT INTO ops.repair_queue AS q (user_id, metric_type, window_start)
    VALUES ('%s', %d, date_bin('1 hour', timestamptz '%s', 'epoch'))
    ON CONFLICT (user_id, metric_type, window_start) DO UPDATE SET requests = q.requests + 1;
    """
        .formatted(user(user), metric, at);
  }

  private void write(List<Stored> readings, boolean batch) {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO health.health_metrics
                (user_id, metric_id, measured_at, metric_value, received_at, metric_type,
                 comparator, status, statistic)
              VALUES (?, ?, ?, ?, now(), ?, ?, ?, ?)
              """)) {
        for (Stored reading : readings) {
          insert.setObject(1, user(reading.user()));
          insert.setObject(2, reading.id());
          insert.setTimestamp(3, Timestamp.from(reading.at()));
          insert.setDouble(4, reading.value());
          insert.setInt(5, reading.metric());
          insert.setString(6, reading.comparator());
          insert.setString(7, reading.status());
          insert.setString(8, reading.statistic());
          insert.addBatch();
        }
        insert.executeBatch();
      }
      if (batch) {
        insertBatch(connection, readings);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void insertBatch(Connection connection, List<Stored> readings)
      throws SQLException {
    List<Integer> people = readings.stream().map(Stored::user).distinct().toList();
    Object[] from = new Object[people.size()];
    Object[] until = new Object[people.size()];
    for (int i = 0; i < from.length; i++) {
      int person = people.get(i);
      List<Instant> times =
          readings.stream().filter(r -> r.user() == person).map(Stored::at).sorted().toList();
      from[i] = times.getFirst().toString();
      until[i] = times.getLast().toString();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO ops.batches (lane, records, inserted, already_stored, corrected, quarantined,
                                     people, devices, user_ids, measured_from, measured_until)
            VALUES ('readings', ?, ?, 0, 0, 0, ?, 0, ?, ?, ?)
            """)) {
      insert.setInt(1, readings.size());
      insert.setInt(2, readings.size());
      insert.setInt(3, people.size());
      insert.setArray(
          4, connection.createArrayOf("uuid", people.stream().map(StoredWorld::user).toArray()));
      insert.setArray(5, connection.createArrayOf("timestamptz", from));
      insert.setArray(6, connection.createArrayOf("timestamptz", until));
      insert.executeUpdate();
    }
  }
}
