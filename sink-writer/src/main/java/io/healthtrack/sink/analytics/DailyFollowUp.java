package io.healthtrack.sink.analytics;

import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Adds up the days that {@link DayRequests} ask for, each once however often it was asked for. A
 * request goes in the transaction that adds its days up, so a kill loses none.
 */
public final class DailyFollowUp implements MaintenanceTask {

  /** A running hour is told every ten seconds, by many batches. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final long TURN = Duration.ofMillis(1_500).toNanos();

  /** Storing goes before adding up, but must not put it off for ever. */
  private static final long LONGEST_WAIT = Duration.ofSeconds(20).toNanos();

  /** Many days take their time, and most will be asked for again with the next word on them. */
  private static final Duration REST_FOR_EACH = Duration.ofMillis(10);

  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /** Few transactions of many days, so that a day asked for by many batches is added up once. */
  private static final int REQUESTS = 200;

  /** About half a second's worth: whoever erases a person waits for the end of a transaction. */
  private static final int DAYS = 5_000;

  private final BooleanSupplier busy;
  private long lastTurn = System.nanoTime() - LONGEST_WAIT;
  private Duration rest = EVERY;

  /**
   * The task.
   *
   * @param busy whether records come faster than they can be stored: then it waits, for a while
   */
  public DailyFollowUp(BooleanSupplier busy) {
    this.busy = busy;
  }

  @Override
  public String name() {
    return "daily-follow-up";
  }

  @Override
  public Duration every() {
    return EVERY;
  }

  /** The more there was to do the later, unless some of it is left. */
  @Override
  public Duration untilNext() {
    return rest;
  }

  /** Adds days up, for about a second at most; how many. */
  @Override
  public long run(Jdbi jdbi) throws SQLException {
    if (busy.getAsBoolean() && System.nanoTime() - lastTurn < LONGEST_WAIT) {
      return 0;
    }
    long end = System.nanoTime() + TURN;
    long days = 0;
    int added;
    do {
      added = jdbi.inTransaction(handle -> step(handle.getConnection()));
      days += added;
    } while (added > 0 && System.nanoTime() - end < 0);
    lastTurn = System.nanoTime();
    rest = added > 0 ? EVERY : restAfter(days);
    return days;
  }

  static Duration restAfter(long days) {
    Duration rest = REST_FOR_EACH.multipliedBy(days);
    if (rest.compareTo(EVERY) < 0) {
      return EVERY;
    }
    return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
  }

  private static int step(Connection connection) throws SQLException {
    if (!alone(connection)) {
      return 0;
    }
    List<Day> asked = new ArrayList<>(DayRequests.take(connection, REQUESTS));
    List<Day> now = asked.subList(0, Math.min(DAYS, asked.size()));
    DailyRollup.addUp(connection, now);
    DayRequests.ask(connection, asked.subList(now.size(), asked.size()));
    return now.size();
  }

  /**
   * Days follow repairs too, and go with an erasure: what was read before one of these must not be
   * written after it. All three take this lock.
   */
  private static boolean alone(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // The planner does not know how few hours a day has.
      statement.execute(
          "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
              + " SET LOCAL enable_seqscan = off");
      try (ResultSet lock = statement.executeQuery("SELECT pg_try_advisory_xact_lock(4851003)")) {
        return lock.next() && lock.getBoolean(1);
      }
    }
  }
}
