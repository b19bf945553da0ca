package io.healthtrack.bench.pipeline;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks every ten milliseconds which of some people's readings an SQL query sees by now: a look is
 * one short index scan for each of them. So a latency is too long by ten milliseconds at most.
 */
final class StoredProbe implements AutoCloseable {

  private static final long BETWEEN_LOOKS = Duration.ofMillis(10).toNanos();
  private static final String LOOK =
      """
      SELECT user_id, (extract(epoch FROM measured_at) * 1000000)::bigint
      FROM health.health_metrics
      WHERE user_id = ANY (?)
        AND metric_type = (SELECT metric_type FROM health.metric_types WHERE code = ?)
        AND measured_at >= to_timestamp(?::double precision)
        AND measured_at < to_timestamp(?::double precision)
      """;

  /** Without an end every partition made ahead would be looked into. */
  private static final double AHEAD_SECONDS = 60;

  /** When each reading that is under way was due, by the time it was measured. */
  private final Map<UUID, ConcurrentNavigableMap<Long, Long>> underWay = new HashMap<>();

  private final Map<Integer, UUID> users = new HashMap<>();
  private final Samples samples = new Samples();
  private final Connection connection;
  private final long backend;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile SQLException failure;

  StoredProbe(String url, List<Integer> people) throws SQLException {
    for (int person : people) {
      users.put(person, Watch.user(person));
      underWay.put(Watch.user(person), new ConcurrentSkipListMap<>());
    }
    connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      // Planning anew over all partitions would take longer than looking.
      statement.execute("SET plan_cache_mode = force_generic_plan");
      try (ResultSet own = statement.executeQuery("SELECT pg_backend_pid()")) {
        own.next();
        backend = own.getLong(1);
      }
    }
    thread = Thread.ofPlatform().name("stored-probe").start(this::look);
  }

  void sent(int person, long measuredAt, long due) {
    underWay.get(users.get(person)).put(measuredAt, due);
  }

  void unknown(int person, long measuredAt) {
    underWay.get(users.get(person)).remove(measuredAt);
  }

  /** The server's process that looks. */
  long backend() {
    return backend;
  }

  Samples samples() {
    return samples;
  }

  /** How many are not stored yet. */
  int left() {
    if (failure != null) {
      throw new IllegalStateException("the database refused to be asked", failure);
    }
    return underWay.values().stream().mapToInt(Map::size).sum();
  }

  private void look() {
    try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
      statement.setArray(1, connection.createArrayOf("uuid", users.values().toArray()));
      statement.setString(2, Watch.METRICS[0]);
      while (!stopped) {
        LockSupport.parkNanos(BETWEEN_LOOKS);
        long oldest = oldest();
        if (oldest < Long.MAX_VALUE) {
          statement.setDouble(3, oldest / 1e6 - 1e-3);
          statement.setDouble(4, System.currentTimeMillis() / 1e3 + AHEAD_SECONDS);
          look(statement);
        }
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  private void look(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      long now = System.nanoTime();
      while (row.next()) {
        Long due = underWay.get(row.getObject(1, UUID.class)).remove(row.getLong(2));
        if (due != null) {
          samples.add(now - due);
        }
      }
    }
  }

  private long oldest() {
    long oldest = Long.MAX_VALUE;
    for (ConcurrentNavigableMap<Long, Long> each : underWay.values()) {
      Map.Entry<Long, Long> first = each.firstEntry();
      oldest = first == null ? oldest : Math.min(oldest, first.getKey());
    }
    return oldest;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // Nothing was written; the server ends the session by itself.
    }
  }
}
