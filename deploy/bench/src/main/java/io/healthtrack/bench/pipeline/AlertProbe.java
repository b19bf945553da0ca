package io.healthtrack.bench.pipeline;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A read-committed consumer of alerts, such as a care team's. */
final class AlertProbe implements AutoCloseable {

  private static final Duration SLICE = Duration.ofMillis(100);

  /** When each breach that nobody was told of yet was due, by the reading's id. */
  private final Map<UUID, Long> underWay = new ConcurrentHashMap<>();

  private final Samples samples = new Samples();
  private final CommittedConsumer<AlertEvent> consumer;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  AlertProbe(Endpoints endpoints) {
    consumer =
        new CommittedConsumer<>(
            endpoints.kafka(),
            List.of(Topics.ALERTS_CRITICAL),
            CommittedConsumer.From.NOW,
            new AvroDeserializer<>(RegistryClient.http(endpoints.registry())));
    thread = Thread.ofPlatform().name("alert-probe").start(this::follow);
  }

  void sent(UUID reading, long due) {
    underWay.put(reading, due);
  }

  void unknown(UUID reading) {
    underWay.remove(reading);
  }

  Samples samples() {
    return samples;
  }

  /** How many alerts are still to come. */
  int left() {
    if (failure != null) {
      throw new IllegalStateException("the topics of alerts cannot be read", failure);
    }
    return underWay.size();
  }

  private void follow() {
    try (consumer) {
      while (!stopped) {
        for (ConsumerRecord<byte[], AlertEvent> record : consumer.poll(SLICE)) {
          take(record.value());
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void take(AlertEvent alert) {
    if (alert != null && alert.getReadingId() != null && alert.getEvent().equals("opened")) {
      Long due = underWay.remove(alert.getReadingId());
      if (due != null) {
        samples.add(System.nanoTime() - due);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
