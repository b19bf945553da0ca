package io.healthtrack.bench.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Readings of a thousand people with five sensors, second after second, as validation passes them
 * on: fresh, and in transactions, if larger ones.
 *
 * @param topic where they are
 * @param size how many they are, those of the warm-up included
 * @param warm where the warm-up ends
 * @param last where all end
 */
record Load(String topic, long size, LastReadings warm, LastReadings last) {

  static final int PEOPLE = 1_000;

  private static final List<String> METRICS =
      List.of("heart-rate", "respiratory-rate", "oxygen-saturation", "skin-temperature", "stress");

  /** The readings of one second. */
  static final int SECOND = PEOPLE * METRICS.size();

  /** Of a transaction. */
  private static final long SECONDS = 20;

  /** Yesterday in the morning: one day's partition takes them all, whatever the hour is now. */
  private static final Duration BEGIN = Duration.ofHours(6);

  private record Placed(long offset, Reading reading) {}

  /** Produces them, the warm-up first; both are rounded up to whole seconds. */
  static Load produce(Stack stack, String topic, long warmUp, long measured) {
    long warmSeconds = Math.ceilDiv(warmUp, SECOND);
    Map<Integer, Placed> warm = new ConcurrentHashMap<>();
    Map<Integer, Placed> last = new ConcurrentHashMap<>();
    AtomicReference<Exception> failure = new AtomicReference<>();
    SplittableRandom random = new SplittableRandom(7);
    Instant begin =
        Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1)).plus(BEGIN);
    long seconds = warmSeconds + Math.ceilDiv(measured, SECOND);
    try (AvroSerializer<Reading> serializer =
            new AvroSerializer<>(RegistryClient.http(stack.registryUrl()));
        KafkaProducer<UUID, byte[]> producer = producer(stack, topic)) {
      producer.initTransactions();
      for (long second = 0; second < seconds; second++) {
        if (second % SECONDS == 0) {
          producer.beginTransaction();
        }
        Map<Integer, Placed> ends = second < warmSeconds ? warm : last;
        for (int series = 0; series < SECOND; series++) {
          Reading reading =
              reading(series, begin.plusSeconds(second), 60 + random.nextInt(400) / 10.0);
          // Answers are checked together below.
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topic,
                      null,
                      reading.getReceivedAt().toEpochMilli(),
                      reading.getUserId(),
                      serializer.serialize(Topics.READINGS_VALID.name(), reading)),
                  (placed, failed) -> {
                    if (failed != null) {
                      failure.compareAndSet(null, failed);
                    } else {
                      ends.merge(
                          placed.partition(),
                          new Placed(placed.offset(), reading),
                          (a, b) -> a.offset() > b.offset() ? a : b);
                    }
                  });
        }
        if (second % SECONDS == SECONDS - 1 || second == seconds - 1) {
          producer.commitTransaction();
        }
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the broker refused a record", failure.get());
    }
    return new Load(topic, seconds * SECOND, last(warm), last(last));
  }

  private static LastReadings last(Map<Integer, Placed> placed) {
    return LastReadings.of(placed.values().stream().map(Placed::reading).toList());
  }

  private static Reading reading(int series, Instant measuredAt, double value) {
    String person = "bench|person-" + series / METRICS.size();
    String metric = METRICS.get(series % METRICS.size());
    UUID device = SubjectIdentity.deviceFrom("default", person);
    Reading reading = new Reading();
    reading.setReadingId(
        ReadingIdentity.ofMeasurement(
            device, metric, EventTime.micros(measuredAt), value, null, "1", 0));
    reading.setUserId(SubjectIdentity.userFrom("default", person));
    reading.setDeviceId(device);
    reading.setMetric(metric);
    reading.setMeasuredAt(measuredAt);
    reading.setReceivedAt(measuredAt.plusMillis(1_250));
    reading.setValue(value);
    reading.setUnit("1");
    reading.setTenant("default");
    reading.setStatus("final");
    reading.setModality("sensed");
    reading.setSource("native-json");
    reading.setProof("fresh");
    return reading;
  }

  private static KafkaProducer<UUID, byte[]> producer(Stack stack, String topic) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            stack.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "bench-" + topic,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
            10,
            ProducerConfig.BATCH_SIZE_CONFIG,
            64 * 1024,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new UuidSerializer(),
        new ByteArraySerializer());
  }
}
