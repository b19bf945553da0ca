package io.healthtrack.sink.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.sink.ClassStack;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.catalogue.MetricTypes;
import io.healthtrack.sink.partitions.PartitionMaintenance;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class MigrationIT {

  /** The last migration before the relational model was completed. */
  private static final String BEFORE = "5";

  private final Stack stack = ClassStack.get();

  @Test
  void keepsWhatTheVersionBeforeStored() throws Exception {
    DatabaseConfig config = database("migration_with_data");
    Flyway.configure()
        .dataSource(config.url(), config.user(), config.password())
        .defaultSchema("ops")
        .createSchemas(true)
        .locations("classpath:db/migration")
        .target(BEFORE)
        .load()
        .migrate();
    try (Connection connection = connect(config)) {
      execute(
          connection,
          """
          CREATE TABLE health.health_metrics_before_2000
            (LIKE health.health_metrics INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
          ALTER TABLE health.health_metrics ATTACH PARTITION health.health_metrics_before_2000
            FOR VALUES FROM (MINVALUE) TO ('2000-01-01 00:00:00+00');
          CREATE TABLE health.health_metrics_2000
            (LIKE health.health_metrics INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
          ALTER TABLE health.health_metrics ATTACH PARTITION health.health_metrics_2000
            FOR VALUES FROM ('2000-01-01 00:00:00+00') TO ('2001-01-01 00:00:00+00');
          INSERT INTO health.metric_types
            VALUES (1, 'heart-rate', 'Heart rate', '/min', 'instant', '{8867-4}', 15, 320, '10min');
          INSERT INTO health.users
            VALUES ('00000000-0000-0000-0000-000000000001', 'clinic', 'Mars/Olympus', 1001, 'M', 3,
                    '2026-03-01 10:00:00+00');
          INSERT INTO health.user_identifiers
            VALUES ('00000000-0000-0000-0000-000000000001', 'fitbit', '42');
          INSERT INTO health.devices
            VALUES ('00000000-0000-0000-0000-0000000000d1', 'home', 'Acme Band', '1.0', 1,
                    '2026-03-02 10:00:00+00');
          INSERT INTO health.device_assignments
            VALUES ('00000000-0000-0000-0000-0000000000d1',
                    '00000000-0000-0000-0000-000000000001', '2026-03-01 00:00:00+00', NULL);
          INSERT INTO health.health_metrics (user_id, metric_id, measured_at, metric_value,
                                             received_at, metric_type)
          SELECT '00000000-0000-0000-0000-000000000001', gen_random_uuid(),
                 timestamptz '1999-12-31 23:00:00+00' + n * interval '1 minute', n, now(), 1
          FROM generate_series(1, 120) n;
          """);
    }

    migrate(config);

    try (Connection connection = connect(config)) {
      assertEquals(
          List.of("120|7260"),
          MigratedDatabase.rows(
              connection, "SELECT count(*), sum(metric_value)::bigint FROM health.health_metrics"));
      assertEquals(
          List.of("clinic|M|1001|2026-03-01 10:00:00|3"),
          MigratedDatabase.rows(
              connection,
              "SELECT tenant, gender, birth_year, signed_up_at AT TIME ZONE 'UTC', version"
                  + " FROM health.users"));
      assertEquals(
          List.of("2026-03-02 10:00:00"),
          MigratedDatabase.rows(
              connection, "SELECT registered_at AT TIME ZONE 'UTC' FROM health.devices"));
      assertEquals(
          List.of("clinic", "default", "home"),
          MigratedDatabase.rows(connection, "SELECT tenant FROM health.tenants ORDER BY 1"));
      // What an older version let pass can still be changed.
      execute(connection, "UPDATE health.users SET version = 4");
    }
  }

  @Test
  void letsASecondServiceThatStartsAtTheSameMomentWait() throws Exception {
    DatabaseConfig config = database("migration_race");
    try (ExecutorService services = Executors.newFixedThreadPool(3)) {
      List<Future<?>> starts =
          List.of(
              services.submit(() -> migrate(config)),
              services.submit(() -> migrate(config)),
              services.submit(() -> migrate(config)));
      for (Future<?> start : starts) {
        start.get();
      }
    }

    try (Connection connection = connect(config)) {
      assertEquals(
          List.of("t|t"),
          MigratedDatabase.rows(
              connection,
              "SELECT bool_and(success), count(*) = count(DISTINCT version)"
                  + " FROM ops.flyway_schema_history WHERE version IS NOT NULL"));
    }
  }

  private void migrate(DatabaseConfig config) {
    try (Database database = new Database(config)) {
      database.migrate();
      MetricTypes.write(database.jdbi(), MetricCatalogue.load());
      new PartitionMaintenance(database.jdbi(), Clock.systemUTC()).run();
    }
  }

  private DatabaseConfig database(String name) {
    String unique = name + "_" + ProcessHandle.current().pid();
    stack.createDatabase(unique);
    return new DatabaseConfig(
        stack.jdbcUrl(unique), stack.databaseUser(), stack.databasePassword());
  }

  private static Connection connect(DatabaseConfig config) throws SQLException {
    return DriverManager.getConnection(config.url(), config.user(), config.password());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
