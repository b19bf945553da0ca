package io.healthtrack.local.replaying;

import io.healthtrack.local.accounting.Progress;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.topics.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what was refused into {@code readings.raw} again: the same key, the same bytes, the time
 * of its first arrival, and a header that names the entry it comes from.
 *
 * <p>A row is marked after the broker has the record. Whoever is stopped in between sends it once
 * more the next time, and validation finds that it has it.
 */
public final class Replayer implements AutoCloseable {

  private static final int AT_ONCE = 500;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  private final Endpoints endpoints;
  private final QuarantineBooks books;
  private final Map<Integer, Long> writtenTo = new HashMap<>();
  private final List<UUID> sent = new ArrayList<>();

  private Replayer(Endpoints endpoints) throws SQLException {
    this.endpoints = endpoints;
    books = new QuarantineBooks(endpoints.postgres());
  }

  /** For a running HealthTrack. */
  public static Replayer open(Endpoints endpoints) {
    try {
      return new Replayer(endpoints);
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  /** What {@link #replay} would do. */
  public ReplayReport look(Selection selection) {
    try {
      return report(books.considered(selection), true, Map.of());
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  /**
   * Sends again what is meant, and waits until it is judged.
   *
   * @param patience how long at most; what was sent stays sent
   */
  public ReplayReport replay(Selection selection, Duration patience) throws InterruptedException {
    try {
      Map<String, Long> considered = new TreeMap<>(books.considered(selection));
      send(selection);
      boolean settled = sent.isEmpty() || awaitVerdicts(patience);
      Map<String, Long> outcomes = new TreeMap<>();
      for (int from = 0; from < sent.size(); from += 20 * AT_ONCE) {
        List<UUID> some = sent.subList(from, Math.min(sent.size(), from + 20 * AT_ONCE));
        books.outcomes(some).forEach((reason, count) -> outcomes.merge(reason, count, Long::sum));
      }
      outcomes.remove("");
      considered.put("", (long) sent.size());
      return report(considered, settled, outcomes);
    } catch (SQLException e) {
      throw silent(e);
    }
  }

  @Override
  public void close() {
    try {
      books.close();
    } catch (SQLException e) {
      // What was marked is committed; the server ends the session by itself.
    }
  }

  private void send(Selection selection) throws SQLException, InterruptedException {
    try (Producer<byte[], byte[]> producer = producer()) {
      List<QuarantineBooks.Entry> page = books.page(selection, null, AT_ONCE);
      while (!page.isEmpty()) {
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        page.forEach(entry -> pending.add(producer.send(record(entry))));
        for (Future<RecordMetadata> acknowledged : pending) {
          RecordMetadata place = acknowledged.get();
          writtenTo.merge(place.partition(), place.offset() + 1, Math::max);
        }
        books.sentAgain(page);
        page.forEach(entry -> sent.add(entry.id()));
        page = books.page(selection, page.getLast(), AT_ONCE);
      }
    } catch (ExecutionException e) {
      throw new UserError(
          "Kafka did not take a record: nothing is lost, run the command again", e.getCause());
    }
  }

  /** Until validation has counted past what was sent, and the sink has stored what it said. */
  private boolean awaitVerdicts(Duration patience) throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (Progress progress = Progress.open(endpoints)) {
      while (!progress.counted("validation", Topics.READINGS_RAW.name(), writtenTo)) {
        if (!goOn(deadline)) {
          return false;
        }
      }
      for (var end : progress.ends().entrySet()) {
        String topic = end.getKey().topic();
        while (books.position(topic, end.getKey().partition()) < end.getValue()) {
          if (!goOn(deadline)) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private static boolean goOn(long deadline) {
    LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    return System.nanoTime() < deadline && !Thread.currentThread().isInterrupted();
  }

  private static ProducerRecord<byte[], byte[]> record(QuarantineBooks.Entry entry) {
    Replay replay = new Replay(entry.id(), entry.replays() + 1, entry.passedBefore());
    return new ProducerRecord<>(
        Topics.READINGS_RAW.name(),
        null,
        Math.max(0, entry.arrived().toEpochMilli()),
        UuidSerializer.bytes(entry.user()),
        entry.payload(),
        new RecordHeaders().add(Replay.HEADER, replay.bytes()));
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            endpoints.kafka(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static ReplayReport report(
      Map<String, Long> considered, boolean settled, Map<String, Long> refusedAgain) {
    Map<String, Long> obstacles = new TreeMap<>(considered);
    Long replayed = obstacles.remove("");
    return new ReplayReport(
        considered.values().stream().mapToLong(Long::longValue).sum(),
        replayed == null ? 0 : replayed,
        obstacles,
        settled,
        refusedAgain);
  }

  private static UserError silent(SQLException e) {
    return new UserError("the database does not answer; see: healthtrack status", e);
  }
}
