package io.healthtrack.processors.validation;

import static io.healthtrack.schemas.topics.Topics.READINGS_RAW;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.processors.identity.Provenance;
import io.healthtrack.processors.identity.SeriesIdentities;
import io.healthtrack.processors.tallies.StageTally;
import io.healthtrack.processors.tallies.TallyPublisher;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.time.Instant;
import java.util.function.IntPredicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes each record of {@code readings.raw} to exactly one of: valid, duplicate, quarantined.
 *
 * <p>Values come as bytes, so that what cannot be read is a verdict and not a crash, and so that
 * quarantine holds the very bytes. A registry that does not answer is no verdict: it throws.
 */
final class ValidationProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  private final AvroDeserializer<Reading> readings;
  private final MetricCatalogue catalogue;
  private final ValidationSettings settings;
  private final IntPredicate neverWritten;
  private ProcessorContext<Object, SpecificRecord> context;
  private Judge judge;
  private StageTally tally;

  ValidationProcessor(
      AvroDeserializer<Reading> readings,
      MetricCatalogue catalogue,
      ValidationSettings settings,
      IntPredicate neverWritten) {
    this.readings = readings;
    this.catalogue = catalogue;
    this.settings = settings;
    this.neverWritten = neverWritten;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    this.context = context;
    int partition = context.taskId().partition();
    SeriesIdentities identities =
        new SeriesIdentities(
            context.getStateStore(ValidationTopology.HEADS),
            context.getStateStore(ValidationTopology.BUCKETS),
            context.getStateStore(ValidationTopology.CLIENT_IDS),
            settings.horizon(),
            settings.idsPerBucket());
    Provenance provenance =
        new Provenance(
            context.getStateStore(ValidationTopology.PROVENANCE),
            partition,
            neverWritten.test(partition) && !settings.tableMayBeOlder(),
            settings.ahead());
    judge = new Judge(catalogue, identities, provenance, settings.ahead());
    tally =
        new StageTally(
            context.getStateStore(ValidationTopology.TALLIES),
            ValidationTopology.STAGE,
            READINGS_RAW.name(),
            partition);
    TallyPublisher.schedule(context, tally, ValidationTopology.TALLY_SINK);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (record.value() == null) {
      // A tick of the gateway's clock.
      tally.passedOver(place.offset());
      return;
    }
    long nowMicros = context.currentSystemTimeMs() * 1_000;
    switch (verdictOn(record, nowMicros)) {
      case Verdict.Valid valid -> {
        Reading reading = valid.reading();
        context.forward(
            new Record<>(record.key(), reading, reading.getReceivedAt().toEpochMilli()),
            ValidationTopology.VALID_SINK);
        tally.passedOn(place.offset());
      }
      case Verdict.Duplicate duplicate -> tally.duplicate(place.offset());
      case Verdict.Quarantined refused -> {
        QuarantinedReading entry = QuarantineEntry.of(refused, record, place, nowMicros);
        context.forward(
            new Record<>(UuidSerializer.bytes(entry.getUserId()), entry, record.timestamp()),
            ValidationTopology.QUARANTINE_SINK);
        tally.quarantined(place.offset(), entry.getReason());
      }
    }
  }

  private Verdict verdictOn(Record<byte[], byte[]> record, long nowMicros) {
    Reading reading;
    try {
      reading = readings.deserialize(READINGS_RAW.name(), record.value());
    } catch (SerializationException e) {
      return new Verdict.Quarantined(Reason.UNREADABLE, null);
    }
    if (record.key() == null
        || record.key().length != 16
        || !QuarantineEntry.user(record.key()).equals(reading.getUserId())) {
      return new Verdict.Quarantined(Reason.WRONG_KEY, reading);
    }
    if (reading.getReceivedAt().equals(Instant.EPOCH)) {
      reading.setReceivedAt(Instant.ofEpochMilli(record.timestamp()));
    }
    return judge.judge(reading, nowMicros);
  }
}
