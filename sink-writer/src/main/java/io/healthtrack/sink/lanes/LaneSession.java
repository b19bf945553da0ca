package io.healthtrack.sink.lanes;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's work on one connection under one epoch: while a batch is written, the next one is polled
 * and made ready. At most one batch is being written and one is ready, and they are written in
 * their order; whatever fails ends the session, and the next one begins at the database's
 * positions.
 *
 * <p>The connection belongs to the writing thread while a batch is in flight and to the lane's
 * thread otherwise.
 */
final class LaneSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneSession.class);
  private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();

  private final Connection connection;
  private final long epoch;
  private final LaneConsumer consumer;
  private final BatchTransaction transaction;
  private final ExecutorService writing;
  private Batch inFlight;
  private Future<?> written;
  private long asked;

  /**
   * A session on a connection that holds the lane's claim.
   *
   * @param writing one thread
   */
  LaneSession(
      Connection connection,
      long epoch,
      LaneConsumer consumer,
      BatchTransaction transaction,
      ExecutorService writing) {
    this.connection = connection;
    this.epoch = epoch;
    this.consumer = consumer;
    this.transaction = transaction;
    this.writing = writing;
  }

  /** What a step did. */
  record Step(int gathered, boolean committed) {}

  /**
   * Gathers a batch and has it written, after the one before.
   *
   * @throws SQLException if the database is in trouble, maybe with the batch before
   */
  Step step() throws SQLException {
    Batch batch = consumer.gather(() -> written != null && !written.isDone());
    BatchWriter.Written next = batch.isEmpty() ? null : transaction.ready(batch);
    boolean committed = settle();
    if (next != null) {
      inFlight = batch;
      written =
          writing.submit(
              () -> {
                transaction.run(connection, epoch, next);
                return null;
              });
    } else if (System.nanoTime() - asked > IDLE_NANOS) {
      // A lane without work would not notice that its database or the broker is gone.
      transaction.look(connection);
      consumer.look();
      asked = System.nanoTime();
    }
    return new Step(batch.size(), committed);
  }

  /** Lets the batch in flight end: until then the connection is not ours to close. */
  @Override
  public void close() {
    if (written == null) {
      return;
    }
    try {
      settle();
    } catch (InterruptException e) {
      abort();
    } catch (SQLException | RuntimeException e) {
      // The reason why the session ends is another one, and the next one looks at what is stored.
      LOG.debug("the batch in flight failed too: {}", e.getClass().getSimpleName());
    }
  }

  /** Waits for the batch in flight, if there is one, and passes on what became of it. */
  private boolean settle() throws SQLException {
    if (written == null) {
      return false;
    }
    try {
      written.get();
    } catch (InterruptedException e) {
      // Sets the thread's interrupted status again.
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      written = null;
      consumer.failed(inFlight);
      throw passedOn(e.getCause());
    }
    written = null;
    consumer.committed(inFlight);
    asked = System.nanoTime();
    return true;
  }

  private void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("the connection was gone already: {}", e.getSQLState());
    }
  }

  private static SQLException passedOn(Throwable cause) {
    return switch (cause) {
      case SQLException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      default -> throw new IllegalStateException(cause);
    };
  }
}
