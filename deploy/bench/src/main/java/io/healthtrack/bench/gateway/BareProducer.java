package io.healthtrack.bench.gateway;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The limit: one producer with the gateway's settings, records made beforehand, no HTTP. */
final class BareProducer {

  private final Stack stack;
  private final List<Reading> records;

  BareProducer(Stack stack, List<Reading> records) {
    this.stack = stack;
    this.records = records;
  }

  /** Acknowledged readings a second. */
  double perSecond(double seconds) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<UUID, Reading> producer =
        new KafkaProducer<>(
            configuration(),
            new UuidSerializer(),
            new AvroSerializer<>(RegistryClient.http(stack.registryUrl())))) {
      long begun = System.nanoTime();
      long until = begun + (long) (seconds * 1e9);
      long sent = 0;
      while (System.nanoTime() < until) {
        for (int i = 0; i < 1_000; i++) {
          Reading reading = records.get((int) (sent++ % records.size()));
          var unused =
              producer.send(
                  new ProducerRecord<>(Topics.READINGS_RAW.name(), reading.getUserId(), reading),
                  (metadata, failed) -> failure.compareAndSet(null, failed));
        }
      }
      producer.flush();
      if (failure.get() != null) {
        throw new IllegalStateException("the broker refused a record", failure.get());
      }
      return sent / ((System.nanoTime() - begun) / 1e9);
    }
  }

  /** As the gateway has them. */
  static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "2");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 * 1024));
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return settings;
  }

  private Map<String, Object> configuration() {
    Map<String, Object> configuration = new HashMap<>(settings());
    configuration.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
    return configuration;
  }
}
