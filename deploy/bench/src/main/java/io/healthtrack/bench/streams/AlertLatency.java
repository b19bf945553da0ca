package io.healthtrack.bench.streams;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Readings at a steady rate, some of which open an episode, and a read-committed consumer of
 * alerts. The time counts from the reading's way to the broker, which is a little before it is
 * accepted.
 */
final class AlertLatency implements AutoCloseable {

  /** One of so many readings breaches, and the next of the same person is well again. */
  private static final int BREACH_EVERY = 250;

  private static final double FAST = 210;
  private static final long TICK_NANOS = Duration.ofMillis(5).toNanos();
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Feed feed;
  private final Map<UUID, Long> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Thread reader;
  private volatile boolean stopped;
  private volatile RuntimeException failure;
  private int person;

  /** An alert that was seen: when its reading was sent, and when it was there. */
  private record Seen(long sentAt, long seenAt) {}

  AlertLatency(Stack stack, Feed feed) {
    this.feed = feed;
    reader = Thread.ofPlatform().name("alerts").start(() -> follow(stack));
  }

  /** Sends at a rate for a while; returns how many readings that were. */
  long send(double perSecond, double seconds) {
    long begun = System.nanoTime();
    long count = 0;
    while (true) {
      long elapsed = System.nanoTime() - begun;
      long due = (long) (perSecond * Math.min(elapsed / 1e9, seconds));
      while (count < due) {
        next(count++);
      }
      if (elapsed >= seconds * 1e9) {
        feed.flush();
        return count;
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void next(long count) {
    Instant now = Instant.now();
    boolean breach = count % BREACH_EVERY == 0;
    if (breach || count % BREACH_EVERY == BREACH_EVERY / 2) {
      // The same person's heart runs fast, and later not: each breach is an episode of its own.
      Reading heart = feed.reading(person, 0, now, breach ? FAST : feed.level(0), now);
      if (breach) {
        sent.put(heart.getReadingId(), System.nanoTime());
      } else {
        person = (person + 1) % feed.people();
      }
      feed.send(heart);
      return;
    }
    int other = (int) (count % feed.people());
    int sensor = 1 + (int) (count / feed.people() % (Feed.SERIES - 1));
    feed.send(feed.reading(other, sensor, now, feed.level(sensor), now));
  }

  /** Milliseconds from each breach to its alert, sorted; all must come. */
  double[] drain() {
    long expected = sent.size();
    Progress.await("all alerts", () -> seen.size() >= expected || failure != null);
    if (failure != null) {
      throw failure;
    }
    return seen.stream().mapToDouble(it -> (it.seenAt() - it.sentAt()) / 1e6).sorted().toArray();
  }

  /** Seconds from a moment to the first alert of a reading sent after it. */
  double firstAfter(long moment) {
    Progress.await("an alert", () -> after(moment).length > 0 || failure != null);
    if (failure != null) {
      throw failure;
    }
    return (Arrays.stream(after(moment)).min().orElseThrow() - moment) / 1e9;
  }

  private long[] after(long moment) {
    return seen.stream().filter(it -> it.sentAt() > moment).mapToLong(Seen::seenAt).toArray();
  }

  /** Forgets what was sent and seen. */
  void restart() {
    drain();
    sent.clear();
    seen.clear();
  }

  private void follow(Stack stack) {
    AvroDeserializer<AlertEvent> alerts =
        new AvroDeserializer<>(RegistryClient.http(stack.registryUrl()));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      String topic = Topics.ALERTS_CRITICAL.name();
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          take(alerts.deserialize(topic, record.value()));
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void take(AlertEvent alert) {
    Long sentAt = alert.getReadingId() == null ? null : sent.get(alert.getReadingId());
    if (sentAt != null && alert.getEvent().equals("opened")) {
      seen.add(new Seen(sentAt, System.nanoTime()));
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      reader.join(DRAIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
