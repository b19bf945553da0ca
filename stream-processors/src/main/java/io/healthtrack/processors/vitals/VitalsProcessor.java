package io.healthtrack.processors.vitals;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the newest reading of each metric of each person, whatever order they come in. What is old
 * or may be a copy does no harm here, so fresh and unproven readings are taken alike.
 */
final class VitalsProcessor implements Processor<byte[], byte[], Void, Void> {

  private final AvroDeserializer<Reading> readings;
  private final AvroDeserializer<User> users;
  private final MetricCatalogue catalogue;
  private final LiveVitals live;
  private final Counter kept;
  private final Counter older;
  private final Counter unreadable;
  private ProcessorContext<Void, Void> context;
  private KeyValueStore<byte[], byte[]> latest;
  private ErasedPeople erased;

  VitalsProcessor(
      RegistryClient schemas, MetricCatalogue catalogue, LiveVitals live, MeterRegistry meters) {
    this.readings = new AvroDeserializer<>(schemas);
    this.users = new AvroDeserializer<>(schemas);
    this.catalogue = catalogue;
    this.live = live;
    this.kept = counter(meters, "kept");
    this.older = counter(meters, "passed-over");
    this.unreadable = counter(meters, "unreadable");
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
    latest = context.getStateStore(VitalsTopology.LATEST);
    erased =
        new ErasedPeople(
            context.getStateStore(ErasedPeople.STORE), List.of(latest), users, Duration.ZERO);
    erased.schedule(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (place.topic().equals(REGISTRY_USERS.name())) {
      erased.take(record, context.currentSystemTimeMs());
      if (record.value() == null) {
        live.erased(record.key());
      }
      return;
    }
    if (record.value() == null) {
      // A tick of the gateway's clock.
      return;
    }
    if (!RecordSize.fits(record.value())) {
      unreadable.increment();
      return;
    }
    Reading reading;
    try {
      reading = readings.deserialize(READINGS_VALID.name(), record.value());
    } catch (SerializationException e) {
      unreadable.increment();
      return;
    }
    Metric metric = catalogue.byCode(reading.getMetric()).orElse(null);
    if (metric == null || !Arrays.equals(UuidSerializer.bytes(reading.getUserId()), record.key())) {
      // Under a key that is not the person's nobody would look for it.
      unreadable.increment();
    } else if (reading.getStatistic() != null || erased.refuses(record.key(), record.timestamp())) {
      older.increment();
    } else {
      take(record.key(), reading, metric.id());
    }
  }

  /** The place of the partition's people is elsewhere from now on, or this process ends. */
  @Override
  public void close() {
    if (context != null) {
      live.left(context.taskId().partition());
    }
  }

  private void take(byte[] person, Reading reading, short metric) {
    byte[] key = LatestVital.key(person, metric);
    byte[] stored = latest.get(key);
    LatestVital vital = LatestVital.of(reading, metric);
    if (vital.replaces(
        stored == null ? null : LatestVital.read(key, stored),
        !reading.getStatus().equals("final"))) {
      latest.put(key, vital.write());
      kept.increment();
      live.changed(reading.getUserId(), vital);
    } else {
      older.increment();
    }
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("healthtrack.streams.vitals")
        .description("What became of readings: kept as the newest, passed over, unreadable")
        .tag("outcome", outcome)
        .register(meters);
  }
}
