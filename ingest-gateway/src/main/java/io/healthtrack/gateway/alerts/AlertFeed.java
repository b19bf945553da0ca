package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the alert topics for as long as it is open: the store gets every event, then whoever
 * waits for one, then whoever is subscribed. Trouble with the broker is waited out.
 */
final class AlertFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AlertFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration ENDED_KEPT = Duration.ofDays(7);
  private static final Duration SWEEP_EVERY = Duration.ofHours(1);

  /** As long as the topics hold events: what is older would not be found by a new gateway. */
  private static final Duration KEPT = Duration.ofDays(90);

  private final AlertReader reader;
  private final AlertStore store;
  private final AlertPeople people;
  private final LiveAlerts live;
  private final AlertDesk desk;
  private final BooleanSupplier directoryComplete;
  private final Clock clock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread =
      Thread.ofPlatform().name("alert-feed").daemon().unstarted(this::run);
  private volatile boolean caughtUp;
  private volatile long lag;
  private volatile Consumer<byte[], byte[]> consumer;
  private Instant nextSweep = Instant.EPOCH;

  AlertFeed(
      AlertReader reader,
      AlertStore store,
      AlertPeople people,
      LiveAlerts live,
      AlertDesk desk,
      BooleanSupplier directoryComplete,
      Clock clock) {
    this.reader = reader;
    this.store = store;
    this.people = people;
    this.live = live;
    this.desk = desk;
    this.directoryComplete = directoryComplete;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  /** Whether everything that was in the topics at start has been read. */
  boolean caughtUp() {
    return caughtUp;
  }

  boolean alive() {
    return thread.isAlive();
  }

  /** Events that the topics hold and this gateway has not read. */
  long lag() {
    return lag;
  }

  @Override
  public void close() {
    closed.set(true);
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed.get()) {
      if (!directoryComplete.getAsBoolean()) {
        // Before that nobody could be told from somebody erased.
        LockSupport.parkNanos(POLL.toNanos());
        continue;
      }
      try {
        String cluster = reader.clusterId();
        store.belongTo(cluster);
        follow(cluster);
      } catch (WakeupException e) {
        LOG.debug("alert feed was woken to stop");
      } catch (KafkaException | IllegalStateException e) {
        LOG.warn("alerts cannot be read at the moment ({})", e.getClass().getSimpleName());
        LockSupport.parkNanos(BACK_OFF_NANOS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void follow(String cluster) {
    try (Consumer<byte[], byte[]> opened = reader.open()) {
      consumer = opened;
      List<TopicPartition> partitions = AlertReader.partitions(opened);
      Map<TopicPartition, Long> missing = new HashMap<>(opened.endOffsets(partitions));
      begin(opened, partitions, cluster, missing);
      while (!closed.get()) {
        missing.entrySet().removeIf(end -> opened.position(end.getKey()) >= end.getValue());
        if (missing.isEmpty() && !caughtUp) {
          caughtUp = true;
          LOG.info("the alerts have been read up to now");
        }
        if (caughtUp && !clock.instant().isBefore(nextSweep)) {
          sweep();
        }
        take(opened.poll(POLL));
        lag = opened.assignment().stream().mapToLong(p -> opened.currentLag(p).orElse(0)).sum();
      }
    } finally {
      consumer = null;
    }
  }

  /**
   * Goes on where the store ends. At the first start a little before that, for clients that were
   * connected to this gateway when it ended.
   */
  private void begin(
      Consumer<byte[], byte[]> opened,
      List<TopicPartition> partitions,
      String cluster,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> beginnings = opened.beginningOffsets(partitions);
    boolean anew = live.position() == null;
    int again = anew ? Math.max(1, LiveAlerts.KEPT / partitions.size()) : 0;
    Position start = Position.zero(cluster, partitions.size() / AlertTopic.values().length);
    opened.assign(partitions);
    for (TopicPartition one : partitions) {
      long position = store.position(one);
      if (position > ends.get(one)) {
        LOG.warn("an alert topic ends before what was read of it: reading anew");
        store.clear();
        throw new KafkaException("the topics are not those that were read");
      }
      long from = Math.max(position - again, beginnings.get(one));
      opened.seek(one, from);
      start = start.with(AlertTopic.ofTopic(one.topic()), one.partition(), from);
    }
    live.begin(start);
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    if (records.nextOffsets().isEmpty()) {
      return;
    }
    Map<Integer, InOrder> arrived = new HashMap<>();
    Position reached = live.position();
    try (AlertStore.Changes changes = store.new Changes()) {
      for (ConsumerRecord<byte[], byte[]> entry : records) {
        AlertEvent event = reader.event(entry);
        if (event == null || !people.toBeTold(event)) {
          continue;
        }
        TopicPartition from = new TopicPartition(entry.topic(), entry.partition());
        if (entry.offset() >= store.position(from)) {
          changes.put(event, entry.value());
        }
        arrived
            .computeIfAbsent(entry.partition(), number -> new InOrder())
            .add(
                new Alert(
                    event,
                    AlertTopic.ofTopic(entry.topic()),
                    entry.partition(),
                    entry.offset(),
                    reached));
      }
      for (var next : records.nextOffsets().entrySet()) {
        TopicPartition one = next.getKey();
        long offset = next.getValue().offset();
        changes.position(one, Math.max(offset, store.position(one)));
        reached = reached.with(AlertTopic.ofTopic(one.topic()), one.partition(), offset);
      }
      changes.write();
    }
    for (InOrder events : arrived.values()) {
      for (Alert alert = events.next(topic -> false);
          alert != null;
          alert = events.next(topic -> false)) {
        desk.heard(alert.event());
        live.publish(alert);
      }
    }
    live.advance(reached);
  }

  /** Forgets what ended long ago, and who is not registered any more. */
  private void sweep() {
    Instant now = clock.instant();
    List<Episode> old = new ArrayList<>();
    store.visit(
        null,
        null,
        (key, episode) -> {
          Instant last = episode.newest().getEvaluatedAt();
          if (last.isBefore(now.minus(episode.ended() ? ENDED_KEPT : KEPT))
              || !people.toBeTold(episode.newest())) {
            old.add(episode);
          }
          return true;
        });
    old.forEach(store::remove);
    nextSweep = now.plus(SWEEP_EVERY);
  }
}
