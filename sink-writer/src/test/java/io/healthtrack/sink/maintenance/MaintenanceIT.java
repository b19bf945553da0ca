package io.healthtrack.sink.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MaintenanceIT {

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void letsOneSinkAtATimeDoATask() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    MaintenanceTask slow =
        MaintenanceTask.of(
            "slow",
            Duration.ofHours(1),
            jdbi -> {
              working.countDown();
              finish.await();
              return 3;
            });
    try (Maintenance first = new Maintenance(database.jdbi(), List.of(slow))) {
      first.start();
      assertTrue(working.await(10, TimeUnit.SECONDS));

      assertEquals(0, Maintenance.attempt(database.jdbi(), slow));
      assertEquals(
          1,
          Maintenance.attempt(database.jdbi(), MaintenanceTask.of("other", slow.every(), j -> 1)));
      finish.countDown();
    }
    assertEquals(3, Maintenance.attempt(database.jdbi(), slow));
    assertEquals(
        List.of("other|1", "slow|3", "slow|3"),
        database.query("SELECT task, done FROM ops.maintenance_runs ORDER BY 1"));
  }

  @Test
  void triesAgainWhatFailedAndHoldsUpNothingElse() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch others = new CountDownLatch(3);
    CountDownLatch recovered = new CountDownLatch(1);
    MaintenanceTask failing =
        MaintenanceTask.of(
            "failing",
            Duration.ofMillis(1),
            jdbi -> {
              if (turns.incrementAndGet() == 1) {
                throw new SQLException("the detail must not be kept", "53100");
              }
              recovered.countDown();
              return 1;
            });
    MaintenanceTask other =
        MaintenanceTask.of(
            "other",
            Duration.ofMillis(1),
            jdbi -> {
              others.countDown();
              return 0;
            });
    try (Maintenance maintenance = new Maintenance(database.jdbi(), List.of(failing, other))) {
      maintenance.start();
      assertTrue(recovered.await(10, TimeUnit.SECONDS));
      assertTrue(others.await(10, TimeUnit.SECONDS));
    }
    assertEquals(
        List.of("SQLSTATE 53100|0"),
        database.query("SELECT trouble, done FROM ops.maintenance_runs WHERE trouble IS NOT NULL"));
  }
}
