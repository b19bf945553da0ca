package io.healthtrack.sink.readings;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Tick;
import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes rows of records, and refuses what no table could hold. */
final class ReadingDecoder {

  /** 24 November 4714 BC, where PostgreSQL's calendar begins, in microseconds from 1970. */
  private static final long FIRST_TIME = -210_866_803_200_000_000L;

  private final Deserializer<Reading> deserializer;
  private final MetricCatalogue catalogue;
  private final LongSupplier placeUntil;

  /**
   * @param placeUntil microseconds since 1970 from which on no partition exists
   */
  ReadingDecoder(
      Deserializer<Reading> deserializer, MetricCatalogue catalogue, LongSupplier placeUntil) {
    this.deserializer = deserializer;
    this.catalogue = catalogue;
    this.placeUntil = placeUntil;
  }

  /** The row, or null after adding a refusal, or after passing over a tick. */
  ReadingRow decode(
      ConsumerRecord<byte[], byte[]> origin, Outcomes.Counts counts, List<Refusal> refusals) {
    if (Tick.isTick(origin.key(), origin.value(), origin.partition())) {
      counts.passedOver();
      return null;
    }
    Reading reading;
    try {
      reading = deserializer.deserialize(origin.topic(), origin.value());
    } catch (SerializationException e) {
      return refuse(Refusal.unreadable(origin, e.getMessage()), counts, refusals);
    }
    if (reading == null) {
      return refuse(Refusal.unreadable(origin, "there is no value"), counts, refusals);
    }
    Optional<Metric> metric = catalogue.byCode(reading.getMetric());
    if (metric.isEmpty()) {
      return refuse(
          of(origin, reading, "unknown-metric", "metric is not in this version's catalogue"),
          counts,
          refusals);
    }
    long measuredAt = EventTime.micros(reading.getMeasuredAt());
    if (measuredAt >= placeUntil.getAsLong()) {
      return refuse(
          of(origin, reading, "measured-in-future", "measured_at is beyond any partition"),
          counts,
          refusals);
    }
    // Every table that learns the time would refuse it, not only that of the readings.
    if (measuredAt < FIRST_TIME) {
      return refuse(
          of(origin, reading, "malformed", "measured_at is before the database's calendar"),
          counts,
          refusals);
    }
    Integer offset = reading.getOffsetMinutes();
    if (offset != null && offset.shortValue() != offset) {
      return refuse(
          of(origin, reading, "malformed", "offset_minutes is no offset of any clock"),
          counts,
          refusals);
    }
    return new ReadingRow(
        reading.getUserId(),
        metric.get().id(),
        measuredAt,
        reading.getReadingId(),
        reading,
        origin,
        counts);
  }

  static Refusal of(
      ConsumerRecord<byte[], byte[]> origin, Reading reading, String reason, String detail) {
    return new Refusal(
        origin,
        reason,
        detail,
        null,
        null,
        reading.getTenant(),
        reading.getReadingId(),
        reading.getMetric());
  }

  static Refusal of(ConsumerRecord<byte[], byte[]> origin, Reading reading, RowRefusal refusal) {
    return new Refusal(
        origin,
        "unstorable",
        refusal.detail(),
        refusal.sqlState(),
        refusal.message(),
        reading.getTenant(),
        reading.getReadingId(),
        reading.getMetric());
  }

  private static ReadingRow refuse(
      Refusal refusal, Outcomes.Counts counts, List<Refusal> refusals) {
    refusals.add(refusal);
    counts.quarantined();
    return null;
  }
}
