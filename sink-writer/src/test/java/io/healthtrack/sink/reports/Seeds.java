package io.healthtrack.sink.reports;

import io.healthtrack.sink.MigratedDatabase;
import java.time.Instant;
import java.util.UUID;

/** People, devices and readings, put into the tables as the lanes would. */
final class Seeds {

  private final MigratedDatabase database;

  Seeds(MigratedDatabase database) {
    this.database = database;
  }

  static UUID person(int number) {
    return new UUID(0x4000L, 0x8000_0000_0000_0000L | number);
  }

  static UUID device(int number) {
    return new UUID(0x5000L, 0x8000_0000_0000_0000L | number);
  }

  UUID person(int number, String zone) {
    database.execute(
        "INSERT INTO health.users (user_id, tenant, time_zone, version, changed_at)"
            + " VALUES ('%s', 'default', %s, 1, now())"
                .formatted(person(number), zone == null ? "NULL" : "'" + zone + "'"));
    return person(number);
  }

  UUID device(int number, String model) {
    database.execute(
        "INSERT INTO health.devices (device_id, tenant, model, version, changed_at)"
            + " VALUES ('%s', 'default', '%s', 1, now())".formatted(device(number), model));
    return device(number);
  }

  void worn(UUID device, UUID person, String from, String until) {
    database.execute(
        "INSERT INTO health.device_assignments VALUES ('%s', '%s', %s, %s)"
            .formatted(device, person, from, until));
  }

  void reading(UUID person, UUID device, String metric, String at, double value) {
    readings(person, device, metric, at, at, "1 hour", value);
  }

  void reading(UUID person, UUID device, String metric, Instant at, double value) {
    reading(person, device, metric, at.toString(), value);
  }

  /** One reading at each step from one time to another, both in. */
  void readings(
      UUID person, UUID device, String metric, String from, String to, String step, double value) {
    database.execute(
        """
        INSERT INTO health.health_metrics
          (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type)
        SELECT '%s', gen_random_uuid(), '%s', at, %s, at, t.metric_type
        FROM health.metric_types t,
             generate_series('%s'::timestamptz, '%s'::timestamptz, interval '%s') at
        WHERE t.code = '%s'
        """
            .formatted(person, device, value, from, to, step, metric));
    latest(person);
  }

  private void latest(UUID person) {
    database.execute(
        """
        INSERT INTO health.latest_metrics AS l
        SELECT DISTINCT ON (metric_type) user_id, metric_type, measured_at, metric_value,
               received_at, metric_id, device_id, comparator
        FROM health.health_metrics WHERE user_id = '%s'
        ORDER BY metric_type, measured_at DESC
        ON CONFLICT (user_id, metric_type) DO UPDATE SET
          measured_at = excluded.measured_at, metric_value = excluded.metric_value,
          device_id = excluded.device_id
        """
            .formatted(person));
  }
}
