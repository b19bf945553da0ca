package io.healthtrack.sink.healthfit;

import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * Finds the catalogue's model of each device, the models of each person and the metrics of each
 * device.
 */
public final class LinkModels implements MaintenanceTask {

  @Override
  public String name() {
    return "link-models";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(5);
  }

  @Override
  public long run(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT ops.link_models()").mapTo(Long.class).one());
  }
}
