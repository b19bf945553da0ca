package io.healthtrack.sink.attribution;

import static io.healthtrack.sink.attribution.WornWorld.ADA;
import static io.healthtrack.sink.attribution.WornWorld.BOB;
import static io.healthtrack.sink.attribution.WornWorld.DEVICE;
import static io.healthtrack.sink.attribution.WornWorld.id;
import static io.healthtrack.sink.attribution.WornWorld.worn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.topics.ErasurePlaces;
import io.healthtrack.schemas.topics.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReattributionIT {

  private static final Duration NOW = Duration.ZERO;
  private static final Duration LONG_AGO = Duration.ofMinutes(30);

  private final WornWorld world = new WornWorld();

  @AfterEach
  void everyRowIsAccountedFor() {
    assertEquals(List.of("0"), world.missing());
  }

  @Test
  void rowsMoveToWhoeverWoreTheDevice() {
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 6);
    world.wearers(NOW, worn(ADA, 0, 2), worn(BOB, 2, 4), worn(ADA, 4, null));

    assertEquals(2, world.move());
    assertEquals("ada:0,1,4,5 bob:2,3", world.whose());
    assertEquals(List.of("reattributed|2"), movements());
    assertEquals(0, world.move());
    world.later();
    assertEquals(0, world.move());
  }

  @Test
  void windowsOfBothAreRepairedAndTheirNewestReadingsFoundAnew() {
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 3);
    world.reading(BOB, 100, -90, 50, null);
    world.wearers(NOW, worn(BOB, -100, -80), worn(ADA, 0, 2), worn(BOB, 2, null));
    world.move();

    assertEquals("ada:0,1 bob:-90,2", world.whose());
    assertEquals(
        List.of(ADA + "|61", BOB + "|62"),
        world.database.query(
            "SELECT user_id, metric_value FROM health.latest_metrics ORDER BY user_id"));
    assertEquals(
        List.of(ADA + "|08:00", BOB + "|08:00"),
        world.database.query(
            "SELECT user_id, to_char(window_start AT TIME ZONE 'UTC', 'HH24:MI')"
                + " FROM ops.repair_queue ORDER BY 1"));
  }

  @Test
  void aRunningTotalThatMovesIsMissedBetweenItsNeighbours() {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 0);
    world.reading(ADA, 70);
    world.reading(ADA, 200);
    world.database.execute("UPDATE health.health_metrics SET statistic = 'running-total'");
    world.wearers(NOW, worn(ADA, 0, 60), worn(BOB, 60, 100), worn(ADA, 100, null));
    world.move();

    assertEquals(
        List.of("08", "09", "10", "11"),
        world.database.query(
            "SELECT to_char(window_start AT TIME ZONE 'UTC', 'HH24') FROM ops.repair_queue"
                + " WHERE user_id = '%s' ORDER BY 1".formatted(ADA)));
    assertEquals(
        List.of("51"),
        world.database.query(
            "SELECT count(*) FROM ops.repair_queue WHERE user_id = '%s'".formatted(BOB)),
        "25 hours on either side: whatever comes is compared with it");
  }

  @Test
  void whoHasNothingLeftHasNoNewestReading() {
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 2);
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();

    assertEquals("bob:0,1", world.whose());
    assertEquals(
        List.of(BOB.toString()), world.database.query("SELECT user_id FROM health.latest_metrics"));
  }

  @Test
  void whatIsOfSomebodyInAnotherShardGoesToQuarantineUnderThatPerson() {
    world.database.execute(
        "CALL ops.set_shard('a', ARRAY[ops.partition_of('%s', 64)], 64)".formatted(ADA));
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 2);
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();

    assertEquals(
        List.of("0|0"),
        world.database.query(
            "SELECT (SELECT count(*) FROM health.health_metrics),"
                + " (SELECT count(*) FROM health.latest_metrics)"));
    assertEquals(
        List.of(BOB + "|other-shard|2"),
        world.database.query(
            "SELECT user_id, reason, count(*) FROM ops.quarantined_readings GROUP BY 1, 2"));
    assertEquals(
        List.of(ADA.toString()),
        world.database.query("SELECT DISTINCT user_id FROM ops.repair_queue"));
    assertEquals(
        List.of("withdrawn|2"),
        world.database.query("SELECT kind, sum(row_count) FROM ops.row_movements GROUP BY 1"));
  }

  @Test
  void lateReadingsOfTheOldWearerFollow() {
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 2);
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();
    world.reading(ADA, 7);
    world.later();

    assertEquals(1, world.move());
    assertEquals("bob:0,1,7", world.whose());
    assertEquals(
        List.of("3|0|t"),
        world.database.query(
            "SELECT moved, withdrawn, repeat_until = changed_at + interval '17 days' FROM ops.reattributions"));
    assertTrue(
        Duration.ofDays(17).compareTo(ErasurePlaces.REMEMBERED) >= 0,
        ErasurePlaces.REMEMBERED::toString);
  }

  @Test
  void aReadingThatArrivedForBothIsOneRow() {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 1);
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();
    // It was accepted for Ada before, and comes out of the topic again.
    world.reading(ADA, 1);
    world.later();

    assertEquals(1, world.move());
    assertEquals("bob:1", world.whose());
    assertEquals(List.of("merged|1", "reattributed|1"), movements());
  }

  @Test
  void aCorrectionOfAReadingBeatsItsFirstWordOnBothSides() {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 1, 1, 70, "amended");
    world.reading(ADA, 2, 2, 60, null);
    world.reading(BOB, 1, 1, 60, null);
    world.reading(BOB, 2, 2, 72, "amended");
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();

    assertEquals(
        List.of("1|70|amended", "2|72|amended"),
        world.database.query(
            "SELECT right(metric_id::text, 1), metric_value, status FROM health.health_metrics ORDER BY 1"));
    assertEquals(List.of("merged|2", "reattributed|1"), movements());
  }

  @Test
  void anotherReadingOfTheSameIdIsQuarantined() {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 1, 1, 60, null);
    world.reading(BOB, 1, 1, 99, null);
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();

    assertEquals(
        List.of("99"), world.database.query("SELECT metric_value FROM health.health_metrics"));
    assertEquals(
        List.of("id-conflict"),
        world.database.query("SELECT reason FROM ops.quarantined_readings"));
  }

  @Test
  void whatNobodyWoreIsQuarantinedWholeAfterAWhile() throws SQLException {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 3, 3, 61.5, "amended");
    world.wearers(NOW);
    assertEquals(0, world.move());
    assertEquals("ada:3", world.whose());

    world.database.execute(
        "UPDATE ops.reattributions SET changed_at = changed_at - interval '11 minutes'");
    assertEquals(1, world.move());
    assertEquals("", world.whose());
    assertEquals(List.of("withdrawn|1"), movements());
    Reading back = quarantined();
    assertEquals(id(3), back.getReadingId());
    assertEquals(ADA, back.getUserId());
    assertEquals(DEVICE, back.getDeviceId());
    assertEquals("heart-rate", back.getMetric());
    assertEquals("/min", back.getUnit());
    assertEquals(61.5, back.getValue());
    assertEquals("amended", back.getStatus());
    assertEquals(WornWorld.minute(3), back.getMeasuredAt());
    assertEquals(
        List.of("assignment-withdrawn|sink|default|t"),
        world.database.query(
            "SELECT reason, stage, tenant, relayed_at IS NULL FROM ops.quarantined_readings"));
  }

  @Test
  void nothingOfAnErasedPersonGoesToQuarantine() {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 1);
    world.wearers(LONG_AGO);
    world.database.execute("DELETE FROM health.users WHERE user_id = '" + ADA + "'");

    assertEquals(0, world.move());
    assertEquals(
        List.of("0"), world.database.query("SELECT count(*) FROM ops.quarantined_readings"));
  }

  @Test
  void anInterruptedLookIsTakenUpAndEveryStepAddsUp() {
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 7);
    world.wearers(NOW, worn(BOB, 0, null));

    assertEquals(2, world.move(2, Duration.ZERO));
    assertEquals(List.of("0"), world.missing());
    assertEquals(
        List.of("t"), world.database.query("SELECT looked_at IS NULL FROM ops.reattributions"));
    assertEquals(5, world.move(2, Duration.ofSeconds(30)));
    assertEquals("bob:0,1,2,3,4,5,6", world.whose());
  }

  @Test
  void aChangeThatIsTakenBackMovesThemBack() {
    world.wearers(NOW, worn(ADA, 0, null));
    minutes(0, 3);
    world.wearers(NOW, worn(BOB, 0, null));
    world.move();
    world.wearers(NOW, worn(ADA, 0, null));
    world.move();
    assertEquals("ada:0,1,2", world.whose());

    // And when both were told before anything moved.
    world.wearers(NOW, worn(BOB, 0, null));
    world.wearers(NOW, worn(ADA, 0, null));
    world.move();
    assertEquals("ada:0,1,2", world.whose());
  }

  @Test
  void theAnswerToARefusedCommandQueuesNothing() {
    world.wearers(NOW, worn(ADA, 0, null));
    assertEquals(List.of("0"), world.database.query("SELECT count(*) FROM ops.reattributions"));
    world.wearers(NOW, worn(ADA, 0, 5), worn(BOB, 5, null));
    assertEquals(
        List.of(ADA + "|infinity"),
        world.database.query("SELECT user_id, measured_until FROM ops.reattributions"));
  }

  @Test
  void aReadingBeingStoredMeanwhileIsWaitedFor() throws Exception {
    world.wearers(NOW, worn(ADA, 0, null));
    world.reading(ADA, 1);
    world.wearers(NOW, worn(BOB, 0, null));
    try (Connection lane = world.database.connect();
        Statement statement = lane.createStatement()) {
      lane.setAutoCommit(false);
      statement.execute(
          """
          INSERT INTO health.health_metrics
            (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type)
          VALUES ('%s', '%s', '%s', '%s', 61, now(), 1);
          UPDATE ops.lane_tallies SET records_in = records_in + 1, inserted = inserted + 1
          """
              .formatted(BOB, id(1), DEVICE, WornWorld.minute(1)));
      Thread mover = Thread.ofVirtual().start(world::move);
      assertTrue(waitsForALock(), "the mover does not wait");
      lane.commit();
      mover.join(Duration.ofSeconds(30));
    }
    assertEquals("bob:1", world.whose());
  }

  /** Whether somebody in this database waits for another's transaction, within a few seconds. */
  private boolean waitsForALock() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      if (world
          .database
          .query(
              "SELECT count(*) FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
          .equals(List.of("1"))) {
        return true;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return false;
  }

  private void minutes(int from, int until) {
    for (int minute = from; minute < until; minute++) {
      world.reading(ADA, minute);
    }
  }

  private List<String> movements() {
    return world.database.query(
        "SELECT kind, sum(row_count) FROM ops.row_movements GROUP BY kind ORDER BY kind");
  }

  private Reading quarantined() throws SQLException {
    try (Connection connection = world.database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT payload FROM ops.quarantined_readings")) {
      row.next();
      return world.readings().deserialize(Topics.READINGS_VALID.name(), row.getBytes(1));
    }
  }
}
