package io.healthtrack.sink.analytics;

import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Computes the aggregates over all people of days that changed, and gives pseudonyms to people and
 * devices the registry has not told of.
 */
public final class PopulationRollup implements MaintenanceTask {

  /** A day of today changes all the time, so it is not computed more often than this. */
  private static final Duration EVERY = Duration.ofSeconds(10);

  private static final long TURN = Duration.ofSeconds(1).toNanos();
  private static final int DAYS = 4;

  @Override
  public String name() {
    return "population-rollup";
  }

  @Override
  public Duration every() {
    return EVERY;
  }

  @Override
  public long run(Jdbi jdbi) {
    long end = System.nanoTime() + TURN;
    long done = jdbi.inTransaction(handle -> call(handle, "SELECT ops.add_missing_pseudonyms()"));
    long computed;
    do {
      computed =
          jdbi.inTransaction(handle -> call(handle, "SELECT ops.refresh_population(?)", DAYS));
      done += computed;
    } while (computed > 0 && System.nanoTime() - end < 0);
    return done;
  }

  private static long call(Handle handle, String sql, Object... parameters) {
    return handle.select(sql, parameters).mapTo(Long.class).one();
  }
}
