package io.healthtrack.sink.maintenance;

import java.time.Duration;

/** Tasks that are one statement. */
public final class Chores {

  private Chores() {}

  /** Considers recommendations for whoever's day has changed. */
  public static MaintenanceTask recommendations() {
    return statement(
        "recommendations", Duration.ofSeconds(20), "SELECT health.generate_recommendations()");
  }

  private static MaintenanceTask statement(String name, Duration every, String sql) {
    return MaintenanceTask.of(
        name, every, jdbi -> jdbi.withHandle(handle -> handle.select(sql).mapTo(Long.class).one()));
  }
}
