package io.healthtrack.gateway;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readings a second through the door and through a bare producer, in one JVM with the callers. Run
 * by name ({@code -Dit.test=ThroughputMeasurement}); its numbers are in the module's README, and
 * the careful ones come from {@code deploy/bench}.
 */
@Tag("measurement")
class ThroughputMeasurement {

  private static final Logger LOG = LoggerFactory.getLogger(ThroughputMeasurement.class);
  private static final int CALLERS = 16;
  private static final int BATCH = 100;
  private static final int BATCHES = 4_000;
  private static final int ROUNDS = 3;

  @Test
  void compareWithABareProducer(@TempDir Path state) {
    try (GatewayFixture gateway = new GatewayFixture(state)) {
      gateway.wear("load|watch", "load|ann");
      for (int round = 1; round <= ROUNDS; round++) {
        List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
        double door = throughDoor(gateway, round, latencies);
        double bare = bare(gateway);
        Collections.sort(latencies);
        LOG.info(
            "round {}: door {} readings/s (p99 {} ms), bare producer {} readings/s, ratio {}",
            round,
            Math.round(door),
            latencies.get(latencies.size() * 99 / 100) / 1_000_000,
            Math.round(bare),
            door / bare);
      }
    }
  }

  private static double throughDoor(GatewayFixture gateway, int round, List<Long> latencies) {
    AtomicInteger next = new AtomicInteger();
    long begun = System.nanoTime();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int caller = 0; caller < CALLERS; caller++) {
        callers.execute(
            () -> {
              for (int i = next.getAndIncrement(); i < BATCHES; i = next.getAndIncrement()) {
                String body = body(round * BATCHES + i);
                long sent = System.nanoTime();
                int status = gateway.caller().post(body).statusCode();
                latencies.add(System.nanoTime() - sent);
                if (status != 202) {
                  throw new IllegalStateException("status " + status);
                }
              }
            });
      }
    }
    return perSecond(begun);
  }

  private static String body(int batch) {
    StringBuilder body = new StringBuilder("{\"readings\":[");
    Instant at = Instant.parse("2026-03-01T10:00:00Z").plusSeconds((long) batch * BATCH);
    for (int i = 0; i < BATCH; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"device\":\"load|watch\",\"metric\":\"heart-rate\",\"value\":")
          .append(60 + i % 40)
          .append(",\"unit\":\"/min\",\"measured_at\":\"")
          .append(at.plusSeconds(i))
          .append("\"}");
    }
    return body.append("]}").toString();
  }

  private static double bare(GatewayFixture gateway) {
    try (KafkaProducer<UUID, Reading> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                gateway.stack().bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                2,
                ProducerConfig.BATCH_SIZE_CONFIG,
                64 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new UuidSerializer(),
            new AvroSerializer<>(RegistryClient.http(gateway.stack().registryUrl())))) {
      UUID user = new UUID(1, 2);
      Instant at = Instant.parse("2026-03-01T10:00:00Z");
      long begun = System.nanoTime();
      for (int i = 0; i < BATCHES * BATCH; i++) {
        Reading reading = new Reading();
        reading.setReadingId(new UUID(i, i));
        reading.setUserId(user);
        reading.setDeviceId(user);
        reading.setMetric("heart-rate");
        reading.setMeasuredAt(at.plusSeconds(i));
        reading.setReceivedAt(at);
        reading.setValue(60 + i % 40);
        reading.setUnit("/min");
        reading.setTenant("default");
        reading.setStatus("final");
        reading.setModality("sensed");
        reading.setSource("bare");
        reading.setProof("none");
        var unused = producer.send(new ProducerRecord<>(Topics.READINGS_RAW.name(), user, reading));
      }
      producer.flush();
      return perSecond(begun);
    }
  }

  private static double perSecond(long begun) {
    return (double) BATCHES * BATCH / ((System.nanoTime() - begun) / 1e9);
  }
}
