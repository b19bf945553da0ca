package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.sink.lanes.BatchPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What can be wrong with a database that is there: the lane says what and what to do about it, and
 * goes on by itself once that is done.
 */
class DatabaseTroubleIT {

  private static final BatchPolicy SMALL = new BatchPolicy(500, 1 << 20, Duration.ofMillis(5));
  private static final int PEOPLE = 10;

  private final SinkWorld world = new SinkWorld();
  private final String login = "login_of_" + world.database.name();
  private final List<Reading> readings = TestReadings.stream(new Random(1), PEOPLE, 1_000);
  private SinkApp app;
  private int sent;

  @BeforeEach
  void start() {
    world.database.inServer("CREATE ROLE %s SUPERUSER LOGIN PASSWORD 'right'".formatted(login));
    app = world.startSinkAs(login, "right", SMALL);
    Await.until("it runs", app::ready);
    send();
    world.drained();
  }

  @AfterEach
  void close() {
    if (!world.stack.postgres().ready()) {
      world.stack.postgres().restart();
    }
    world.close();
    world.execute("REASSIGN OWNED BY %s TO CURRENT_USER".formatted(login));
    world.database.inServer("DROP ROLE " + login);
  }

  @Test
  void namesWhatIsWrongWithRightsAndTables() {
    trouble(
        "REVOKE INSERT ON health.health_metrics FROM healthtrack_sink",
        "a right is missing (42501); grant it again",
        "(permission denied for table health_metrics)",
        "GRANT INSERT ON health.health_metrics TO healthtrack_sink");
    trouble(
        "ALTER TABLE health.latest_metrics RENAME TO elsewhere",
        "a table does not exist (42P01); somebody changed the schema",
        "latest_metrics",
        "ALTER TABLE health.elsewhere RENAME TO latest_metrics");
    trouble(
        "ALTER TABLE health.latest_metrics RENAME COLUMN metric_value TO elsewhere",
        "a column does not exist (42703); somebody changed the schema",
        "metric_value",
        "ALTER TABLE health.latest_metrics RENAME COLUMN elsewhere TO metric_value");
    exact();
  }

  @Test
  void namesWhyTheServerDoesNotLetItIn() {
    String database = "ALTER DATABASE " + world.database.name();
    String role = "ALTER ROLE " + login;
    closedDoor(
        database + " SET default_transaction_read_only = on",
        "default_transaction_read_only (25006); promote it",
        database + " RESET default_transaction_read_only");
    closedDoor(
        database + " ALLOW_CONNECTIONS false",
        "the database takes no connections",
        database + " ALLOW_CONNECTIONS true");
    closedDoor(
        role + " PASSWORD 'other'",
        "the password is wrong (28P01); correct sink.database.password",
        role + " PASSWORD 'right'");
    closedDoor(
        role + " NOLOGIN", "the server does not admit the sink's user (28000)", role + " LOGIN");
    closedDoor(
        role + " NOSUPERUSER CONNECTION LIMIT 0",
        "the server has no connection left (53300); close others",
        role + " SUPERUSER CONNECTION LIMIT -1");
    exact();
  }

  @Test
  void saysThatTheServerIsGone() {
    world.stack.postgres().stop();
    send();
    told("no connection to the server (08001); start it");
    world.stack.postgres().restart();
    world.drained();
    exact();
  }

  private void trouble(String wrong, String told, String named, String mended) {
    world.execute(wrong);
    send();
    told(told);
    told(named);
    world.execute(mended);
    goesOn();
  }

  private void closedDoor(String wrong, String told, String mended) {
    world.database.inServer(wrong);
    world.database.inServer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(world.database.name()));
    send();
    told(told);
    world.database.inServer(mended);
    goesOn();
  }

  private void told(String words) {
    Await.until(words, () -> Operations.ready(app).contains(words));
  }

  private void goesOn() {
    world.drained();
    Await.until("it is ready again", app::ready);
  }

  private void send() {
    world.send(readings.subList(sent, sent + 200));
    sent += 200;
  }

  private void exact() {
    assertEquals(
        List.of(sent + "|" + sent),
        world.query("SELECT count(*), count(DISTINCT metric_id) FROM health.health_metrics"));
    assertEquals(List.of("0"), world.query("SELECT count(*) FROM ops.quarantined_readings"));
  }
}
