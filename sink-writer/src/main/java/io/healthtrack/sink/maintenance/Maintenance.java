package io.healthtrack.sink.maintenance;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other on one thread, each under an advisory lock of its name, so that
 * several sinks share the work and never do the same at once. A task that fails is tried again at
 * its next turn and holds up no other.
 */
public final class Maintenance implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  /** Keeps our locks apart from those of others in the same database. */
  private static final int LOCK_CLASS = 4_851;

  private static final String NOTE =
      """
      INSERT INTO ops.maintenance_runs (task, started_at, took, done, trouble)
      VALUES (?, now() - make_interval(secs => ?), make_interval(secs => ?), ?, ?)
      """;

  /** A task that fails every minute need not say so every minute. */
  private static final String NOTED_LATELY =
      """
      SELECT trouble = ? AND started_at > now() - interval '1 hour'
      FROM ops.maintenance_runs WHERE task = ? ORDER BY started_at DESC LIMIT 1
      """;

  private final Jdbi jdbi;
  private final PriorityQueue<Turn> turns =
      new PriorityQueue<>(Comparator.comparingLong((Turn turn) -> turn.due));
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("maintenance").daemon().unstarted(this::run);

  private static final class Turn {
    private final MaintenanceTask task;
    private long due = System.nanoTime();

    private Turn(MaintenanceTask task) {
      this.task = task;
    }
  }

  /** Will run these; each has its first turn at once. */
  public Maintenance(Jdbi jdbi, List<MaintenanceTask> tasks) {
    this.jdbi = jdbi;
    tasks.forEach(task -> turns.add(new Turn(task)));
  }

  /** Starts, once. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!turns.isEmpty()) {
        Turn turn = turns.remove();
        if (stopping.await(turn.due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
        attempt(jdbi, turn.task);
        turn.due = System.nanoTime() + turn.task.untilNext().toNanos();
        turns.add(turn);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Gives a task its turn, unless another sink is at it.
   *
   * @return what it did; 0 also when it was another's turn or when it failed
   */
  public static long attempt(Jdbi jdbi, MaintenanceTask task) {
    long began = System.nanoTime();
    try (Handle holder = jdbi.open()) {
      if (!locked(holder, task, "SELECT pg_try_advisory_lock(?, hashtext(?))")) {
        return 0;
      }
      try {
        long done = task.run(jdbi);
        if (done > 0) {
          note(holder, task, began, done, null);
        }
        return done;
      } catch (Exception e) {
        // Only what kind of trouble: the database's words quote rows.
        String trouble = trouble(e);
        if (!notedLately(holder, task, trouble)) {
          LOG.warn("maintenance task {} waits for its next turn: {}", task.name(), trouble);
          note(holder, task, began, 0, trouble);
        }
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        return 0;
      } finally {
        locked(holder, task, "SELECT pg_advisory_unlock(?, hashtext(?))");
      }
    } catch (RuntimeException e) {
      LOG.warn("maintenance waits for the database: {}", trouble(e));
      return 0;
    }
  }

  private static boolean locked(Handle handle, MaintenanceTask task, String sql) {
    return handle.select(sql, LOCK_CLASS, task.name()).mapTo(Boolean.class).one();
  }

  private static boolean notedLately(Handle handle, MaintenanceTask task, String trouble) {
    return handle
        .select(NOTED_LATELY, trouble, task.name())
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static void note(
      Handle handle, MaintenanceTask task, long began, long done, String trouble) {
    double seconds = (System.nanoTime() - began) / 1e9;
    handle.execute(NOTE, task.name(), seconds, seconds, done, trouble);
  }

  /** What may be said of a failure: no word of the database, which quotes rows. */
  public static String trouble(Exception e) {
    if (e instanceof TroubleException) {
      return e.getMessage();
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return "SQLSTATE " + sql.getSQLState();
      }
    }
    return e.getClass().getSimpleName();
  }
}
