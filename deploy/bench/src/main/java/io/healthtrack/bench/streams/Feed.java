package io.healthtrack.bench.streams;

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
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a gateway would write into {@code readings.raw}: people with a watch of four sensors each,
 * time by time, so that every series is in order.
 */
final class Feed implements AutoCloseable {

  private static final String[] METRICS = {
    "heart-rate", "respiratory-rate", "oxygen-saturation", "body-temperature"
  };
  private static final String[] UNITS = {"/min", "/min", "%", "Cel"};
  private static final double[] LEVELS = {62, 14, 96, 36.6};

  /** Of one person. */
  static final int SERIES = METRICS.length;

  private final KafkaProducer<UUID, Reading> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Random random = new Random(7);
  private final UUID[] users;
  private final UUID[] devices;
  private final Duration step;
  private Instant clock;

  /**
   * People whose next readings are measured from {@code begin} on.
   *
   * @param step between two readings of a series
   */
  Feed(Stack stack, int people, Instant begin, Duration step) {
    this.clock = begin;
    this.step = step;
    users = new UUID[people];
    devices = new UUID[people];
    for (int i = 0; i < people; i++) {
      users[i] = SubjectIdentity.userFrom("default", "bench|person-" + i);
      devices[i] = SubjectIdentity.deviceFrom("default", "bench|watch-" + i);
    }
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                2,
                ProducerConfig.BATCH_SIZE_CONFIG,
                64 * 1024,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true),
            new UuidSerializer(),
            new AvroSerializer<>(RegistryClient.http(stack.registryUrl())));
  }

  /** Writes so many readings of every series, each received a second after it was measured. */
  long write(int readingsOfEach) {
    for (int i = 0; i < readingsOfEach; i++) {
      for (int person = 0; person < users.length; person++) {
        for (int sensor = 0; sensor < SERIES; sensor++) {
          send(reading(person, sensor, clock, level(sensor), clock.plusSeconds(1)));
        }
      }
      clock = clock.plus(step);
    }
    flush();
    return (long) readingsOfEach * users.length * SERIES;
  }

  int people() {
    return users.length;
  }

  /** A value that no rule minds. */
  double level(int sensor) {
    return LEVELS[sensor] + random.nextInt(20) / 10.0;
  }

  void send(Reading reading) {
    // Answers are checked together by flush.
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topics.READINGS_RAW.name(),
                null,
                reading.getReceivedAt().toEpochMilli(),
                reading.getUserId(),
                reading),
            (metadata, failed) -> failure.compareAndSet(null, failed));
  }

  /** Waits for the broker. */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("the broker refused a record", failure.get());
    }
  }

  Reading reading(int person, int sensor, Instant measuredAt, double value, Instant receivedAt) {
    Reading reading = new Reading();
    reading.setReadingId(
        ReadingIdentity.ofMeasurement(
            devices[person],
            METRICS[sensor],
            EventTime.micros(measuredAt),
            value,
            null,
            UNITS[sensor],
            0));
    reading.setUserId(users[person]);
    reading.setDeviceId(devices[person]);
    reading.setMetric(METRICS[sensor]);
    reading.setMeasuredAt(measuredAt);
    reading.setReceivedAt(receivedAt);
    reading.setValue(value);
    reading.setUnit(UNITS[sensor]);
    reading.setTenant("default");
    reading.setStatus("final");
    reading.setModality("sensed");
    reading.setSource("native-json");
    reading.setProof("none");
    return reading;
  }

  @Override
  public void close() {
    producer.close();
  }
}
