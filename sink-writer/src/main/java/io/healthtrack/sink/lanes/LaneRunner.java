package io.healthtrack.sink.lanes;

import io.healthtrack.schemas.serde.RegistryException;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.Remedy;
import io.healthtrack.sink.database.SqlFailure;
import io.healthtrack.sink.offsets.OffsetLedger;
import io.healthtrack.sink.offsets.OffsetsRefusedException;
import io.healthtrack.sink.offsets.Stake;
import io.healthtrack.sink.offsets.SupersededException;
import io.healthtrack.sink.offsets.Tenure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's thread. A session claims the lane, goes to the positions of the database and writes
 * batches until something fails; whatever failed, the next session begins the same way, so a commit
 * whose answer was lost, a failover to an older copy and a lost connection need no cases of their
 * own.
 */
public final class LaneRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

  private final Lane lane;
  private final String name;
  private final Database database;
  private final Tenure tenure;
  private final OffsetLedger offsets;
  private final Duration interval;
  private final BatchTransaction transaction;
  private final LaneMetrics metrics;
  private final LaneCondition condition;
  private final Supplier<LaneConsumer> consumers;
  private final Runnable onNoPartition;
  private final Backoff backoff = new Backoff(new SplittableRandom());
  private final StopSignal stop = new StopSignal();
  private final Thread thread;
  private volatile LaneConsumer consumer;
  private volatile boolean saturated;

  /**
   * Wires a lane; {@link #start()} starts it.
   *
   * @param lane for this runner alone: lanes are not made for several threads
   * @param share which partitions of the lane's topics it reads
   * @param kafka client settings, applied below those the guarantee needs
   * @param owner this sink's name, for operators
   * @param tenure the sink's hold on the lane, the same for all of the lane's writers
   * @param interval how often it looks whether a lane of another sink is to be had
   * @param onNoPartition makes partitions; called when a reading found none
   */
  public LaneRunner(
      Lane lane,
      Share share,
      Database database,
      String bootstrapServers,
      Map<String, Object> kafka,
      String owner,
      Tenure tenure,
      Duration interval,
      LaneGauges gauges,
      Runnable onNoPartition) {
    this.lane = lane;
    name = share.runner(lane.name());
    this.database = database;
    this.onNoPartition = onNoPartition;
    this.tenure = tenure;
    offsets = tenure.ledger();
    this.interval = interval;
    metrics = new LaneMetrics(gauges);
    condition = new LaneCondition(name, metrics);
    transaction = new BatchTransaction(offsets, new BatchWriter(lane, owner), metrics);
    consumers = () -> new LaneConsumer(lane, share, kafka, bootstrapServers);
    thread = new Thread(this::run, "lane-" + name);
  }

  /** Begins, in a thread of its own. */
  public void start() {
    thread.start();
  }

  /** The lane's name, with shard and writer where there are several. */
  public String name() {
    return name;
  }

  /** What it is doing. */
  public LaneState state() {
    return condition.state();
  }

  /** Whether records come faster than they are written: batches come out full. */
  public boolean saturated() {
    return saturated;
  }

  /** Asks it to end after the batch in hand, without waiting for it. */
  public void stop() {
    stop.give();
    LaneConsumer polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
  }

  /** Lets the batch in hand finish, then ends. */
  @Override
  public void close() {
    stop();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (ExecutorService writing =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("lane-" + name + "-writes").factory())) {
      run(writing);
    }
    condition.stopped();
  }

  private void run(ExecutorService writing) {
    while (!stop.given()) {
      try (LaneConsumer mine = consumers.get()) {
        consumer = mine;
        while (!stop.given()) {
          Duration wait = session(mine, writing);
          rest(mine, wait);
        }
      } catch (WakeupException e) {
        LOG.debug("lane {} woken up", name);
      } catch (InterruptException e) {
        break;
      } catch (RuntimeException e) {
        // The consumer itself is beyond use: make a new one.
        stop.await(pause("kafka", e.getClass().getSimpleName(), e.getMessage()));
      }
    }
  }

  /** Works until something fails; returns how long to wait before the next try. */
  private Duration session(LaneConsumer mine, ExecutorService writing) {
    try (Connection connection = database.openLane(name)) {
      long epoch = begin(connection, mine);
      try (LaneSession session = new LaneSession(connection, epoch, mine, transaction, writing)) {
        while (!stop.given()) {
          step(session, mine);
        }
      }
      return Duration.ZERO;
    } catch (SupersededException e) {
      condition.standingBy(e.getMessage());
      return interval;
    } catch (OffsetsRefusedException e) {
      return pause("offsets", "refused", e.getMessage());
    } catch (SQLException e) {
      SqlFailure failure = SqlFailure.of(e);
      if (failure instanceof SqlFailure.NoPartition) {
        makePartitions();
      }
      // The driver's message may quote rows; the remedy may not.
      return pause("database", failure.sqlState(), Remedy.of(e));
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (RegistryException e) {
      return pause("registry", e.getClass().getSimpleName(), e.getMessage());
    } catch (KafkaException e) {
      return pause("kafka", e.getClass().getSimpleName(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("lane {} failed", name, e);
      return pause("bug", e.getClass().getSimpleName(), e.getClass().getSimpleName());
    }
  }

  /** Takes the share and goes to where the database stands; returns the epoch to move it under. */
  private long begin(Connection connection, LaneConsumer mine) throws SQLException {
    Stake stake = mine.assign();
    // Positions before the claim: a partition the database does not know must not look known.
    mine.seek(offsets.positions(connection));
    connection.commit();
    long epoch = tenure.claim(connection, stake);
    Map<TopicPartition, Long> positions = offsets.positions(connection);
    connection.commit();
    mine.seek(positions);
    database.dropRights(connection);
    lane.prepare(connection);
    connection.commit();
    condition.begins();
    LOG.debug("lane {} has epoch {} on {} partitions", name, epoch, stake.share().size());
    return epoch;
  }

  private void step(LaneSession session, LaneConsumer mine) throws SQLException {
    LaneSession.Step step = session.step();
    if (step.committed()) {
      backoff.succeeded();
    }
    metrics.lag(mine.lag());
    saturated = step.gathered() >= lane.policy().rows() / 2;
    if (step.committed()) {
      condition.running();
    } else if (step.gathered() == 0) {
      condition.idle();
    } else {
      condition.moves();
    }
  }

  private Duration pause(String where, String cause, String reason) {
    condition.paused(cause, where + ": " + reason);
    return backoff.next();
  }

  private void makePartitions() {
    try {
      onNoPartition.run();
    } catch (RuntimeException e) {
      LOG.warn(
          "partitions could not be made: {}", Remedy.in(e).orElse(e.getClass().getSimpleName()));
    }
  }

  private void rest(LaneConsumer mine, Duration wait) {
    if (!stop.given() && mine.positioned()) {
      mine.rest(wait);
    } else {
      stop.await(wait);
    }
  }
}
