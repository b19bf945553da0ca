package io.healthtrack.sink.erasure;

import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Deletes what arrived late of people who were forgotten: readings that were already in topics, or
 * in another lane's batch, when the registry lane saw the tombstone.
 */
public final class ForgetAgain implements MaintenanceTask {

  @Override
  public String name() {
    return "forget-again";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(1);
  }

  @Override
  public long run(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT ops.forget_again()").mapTo(Long.class).one());
  }
}
