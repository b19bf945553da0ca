package io.healthtrack.sink;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.sink.catalogue.MetricTypes;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.Remedy;
import io.healthtrack.sink.partitions.PartitionMaintenance;
import io.healthtrack.sink.quarantine.QuarantineRelay;
import io.healthtrack.sink.shards.Shard;
import io.healthtrack.sink.shards.ShardBooks;
import io.healthtrack.sink.shards.WrongShardException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens beside the lanes: the schema is brought up to date before they start, however long
 * the database takes to be there; refusals are relayed.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final long MICROS_PER_DAY = 86_400L * EventTime.MICROS_PER_SECOND;
  private static final Duration RELAY = Duration.ofSeconds(1);

  private final Shard shard;
  private final Database database;
  private final MetricCatalogue catalogue;
  private final PartitionMaintenance partitions;
  private final QuarantineRelay relay;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("upkeep").daemon().unstarted(this::run);
  private volatile Runnable whenPrepared = () -> {};
  private volatile long placeUntil;
  private volatile String state = "waiting for the database";
  private volatile boolean prepared;

  Upkeep(
      Shard shard,
      Database database,
      MetricCatalogue catalogue,
      QuarantineRelay relay,
      Clock clock) {
    this.shard = shard;
    this.database = database;
    this.catalogue = catalogue;
    this.relay = relay;
    partitions = new PartitionMaintenance(database.jdbi(), clock);
  }

  /** Prepares the database, then runs {@code action}, once. */
  void start(Runnable action) {
    whenPrepared = action;
    thread.start();
  }

  /** Microseconds since 1970 from which on readings have no partition. */
  long placeUntil() {
    return placeUntil;
  }

  boolean prepared() {
    return prepared;
  }

  String describe() {
    return state;
  }

  /**
   * Makes the partitions that are missing today.
   *
   * @return how many days further readings have a place now
   */
  long makePartitions() {
    partitions.run();
    long before = placeUntil;
    placeUntil =
        partitions
            .coveredUntil()
            .map(day -> EventTime.micros(day.atStartOfDay(ZoneOffset.UTC).toInstant()))
            .orElse(Long.MIN_VALUE);
    return (placeUntil - before) / MICROS_PER_DAY;
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(2))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!prepare()) {
        if (stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      whenPrepared.run();
      while (!stopping.await(RELAY.toMillis(), TimeUnit.MILLISECONDS)) {
        relay();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean prepare() {
    try {
      database.migrate();
      ShardBooks.check(database.jdbi(), shard);
      MetricTypes.write(database.jdbi(), catalogue);
      makePartitions();
      state = "prepared";
      prepared = true;
      return true;
    } catch (WrongShardException e) {
      if (!state.endsWith(e.getMessage())) {
        LOG.warn("the lanes wait: {}", e.getMessage());
      }
      state = "not prepared: " + e.getMessage();
      return false;
    } catch (RuntimeException e) {
      // A migration that fails says which, and quotes our own SQL, never rows.
      String reason = Remedy.in(e).orElse(e.getClass().getSimpleName());
      if (!state.endsWith(reason)) {
        LOG.warn(
            "the database could not be prepared, trying again: {}: {}", reason, e.getMessage());
      }
      state = "not prepared: " + reason;
      return false;
    }
  }

  private void relay() throws InterruptedException {
    try {
      int relayed = relay.run();
      if (relayed > 0) {
        LOG.info("relayed {} refusals", relayed);
      }
    } catch (ExecutionException | RuntimeException e) {
      LOG.warn(
          "refusals wait to be relayed: {}", Remedy.in(e).orElse(e.getClass().getSimpleName()));
    }
  }
}
