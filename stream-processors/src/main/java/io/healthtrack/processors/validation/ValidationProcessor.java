package io.healthtrack.processors.validation;

import static io.healthtrack.schemas.topics.Topics.READINGS_RAW;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_CONSENTS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.avro.Consents;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.processors.consents.KeptConsents;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.identity.Provenance;
import io.healthtrack.processors.identity.SeriesIdentities;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.processors.tallies.StageTally;
import io.healthtrack.processors.tallies.TallyPublisher;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.topics.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes each record of {@code readings.raw} to exactly one of: valid, duplicate, quarantined.
 *
 * <p>Values come as bytes, so that what cannot be read is a verdict and not a crash, and so that
 * quarantine holds the very bytes. A registry that does not answer is no verdict: it throws.
 *
 * <p>Entries of {@code registry.users} come by the same way, because what an erased person leaves
 * behind is in this processor's stores; and those of {@code registry.consents}.
 */
final class ValidationProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  private final AvroDeserializer<Reading> readings;
  private final AvroDeserializer<User> users;
  private final AvroDeserializer<Consents> decisions;
  private final MetricCatalogue catalogue;
  private final ValidationSettings settings;
  private final IntPredicate neverWritten;
  private final MeterRegistry meters;
  private ProcessorContext<Object, SpecificRecord> context;
  private ErasedPeople erased;
  private Provenance provenance;
  private KeptConsents consents;
  private KnownPeople people;
  private Judge judge;
  private StageTally tally;

  ValidationProcessor(
      AvroDeserializer<Reading> readings,
      AvroDeserializer<User> users,
      AvroDeserializer<Consents> decisions,
      MetricCatalogue catalogue,
      ValidationSettings settings,
      IntPredicate neverWritten,
      MeterRegistry meters) {
    this.readings = readings;
    this.users = users;
    this.decisions = decisions;
    this.catalogue = catalogue;
    this.settings = settings;
    this.neverWritten = neverWritten;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    this.context = context;
    int partition = context.taskId().partition();
    KeyValueStore<byte[], byte[]> heads = context.getStateStore(ValidationTopology.HEADS);
    KeyValueStore<byte[], byte[]> buckets = context.getStateStore(ValidationTopology.BUCKETS);
    KeyValueStore<byte[], byte[]> clientIds = context.getStateStore(ValidationTopology.CLIENT_IDS);
    KeyValueStore<byte[], byte[]> known = context.getStateStore(KnownPeople.STORE);
    SeriesIdentities identities =
        new SeriesIdentities(
            heads, buckets, clientIds, settings.horizon(), settings.idsPerBucket());
    provenance =
        new Provenance(
            context.getStateStore(ValidationTopology.PROVENANCE),
            partition,
            neverWritten.test(partition) && !settings.tableMayBeOlder(),
            settings.ahead());
    erased =
        new ErasedPeople(
            context.getStateStore(ErasedPeople.STORE),
            List.of(heads, buckets, clientIds, known),
            users,
            settings.ahead().plus(Provenance.CLOCK_DIFFERENCE));
    erased.schedule(context);
    consents = new KeptConsents(context.getStateStore(KeptConsents.STORE), decisions);
    consents.schedule(context);
    people = new KnownPeople(known, users);
    ClockQuality clocks = new ClockQuality(meters);
    clocks.schedule(context);
    judge =
        new Judge(
            catalogue, identities, provenance, erased, consents, people, clocks, settings.ahead());
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
    if (place.topic().equals(REGISTRY_USERS.name())) {
      erased.take(record, context.currentSystemTimeMs());
      people.take(record);
      return;
    }
    if (place.topic().equals(REGISTRY_CONSENTS.name())) {
      consents.take(record, place.partition(), place.offset());
      return;
    }
    if (record.value() == null) {
      passOn(record, place);
      return;
    }
    long nowMicros = context.currentSystemTimeMs() * 1_000;
    Optional<Replay> replay = Replay.of(record.headers());
    switch (verdictOn(record, replay, nowMicros)) {
      case Verdict.Valid valid -> {
        Reading reading = valid.reading();
        context.forward(
            // Its own time, which the broker took once: one out of the value it might not.
            new Record<>(record.key(), reading, record.timestamp(), onward(record, replay)),
            ValidationTopology.VALID_SINK);
        tally.passedOn(place.offset());
      }
      case Verdict.Duplicate duplicate -> tally.duplicate(place.offset());
      case Verdict.Quarantined refused -> {
        QuarantinedReading entry = QuarantineEntry.of(refused, record, place, replay, nowMicros);
        context.forward(
            new Record<>(UuidSerializer.bytes(entry.getUserId()), entry, record.timestamp()),
            ValidationTopology.QUARANTINE_SINK);
        tally.quarantined(place.offset(), entry.getReason());
      }
    }
  }

  /** A tick of the gateway's clock goes where the readings before it went. */
  private void passOn(Record<byte[], byte[]> record, RecordMetadata place) {
    if (Tick.isTick(record.key(), record.value(), place.partition())) {
      // The output has an end now: that nothing was passed on before must be remembered.
      provenance.mark(context.currentSystemTimeMs() * 1_000, record.timestamp() * 1_000);
      context.forward(
          new Record<>(record.key(), null, record.timestamp()), ValidationTopology.CLOCK_SINK);
    }
    tally.passedOver(place.offset());
  }

  private Verdict verdictOn(
      Record<byte[], byte[]> record, Optional<Replay> replay, long nowMicros) {
    if (erased.refuses(record.key(), record.timestamp())) {
      return new Verdict.Quarantined(Reason.ERASED_PERSON, null);
    }
    if (!RecordSize.fits(record.value())) {
      return unattributed(Reason.UNREADABLE, null, record.key());
    }
    Reading reading;
    try {
      reading = readings.deserialize(READINGS_RAW.name(), record.value());
    } catch (SerializationException e) {
      return unattributed(Reason.UNREADABLE, null, record.key());
    }
    if (record.key() == null
        || record.key().length != 16
        || !QuarantineEntry.user(record.key()).equals(reading.getUserId())) {
      return unattributed(Reason.WRONG_KEY, reading, record.key());
    }
    boundArrival(reading, record.timestamp());
    return judge.judge(reading, replay, nowMicros);
  }

  /** A replay says so to the sink too, which may refuse it once more. No other header travels. */
  private static Headers onward(Record<byte[], byte[]> record, Optional<Replay> replay) {
    Headers headers = new RecordHeaders();
    if (replay.isPresent()) {
      headers.add(record.headers().lastHeader(Replay.HEADER));
    }
    return headers;
  }

  /** Whose it is and when it was measured is not known, so any denial forbids keeping the bytes. */
  private Verdict unattributed(Reason reason, Reading reading, byte[] key) {
    boolean denied =
        consents.deniesAnything(QuarantineEntry.user(key))
            || (reading != null && consents.deniesAnything(reading.getUserId()));
    return new Verdict.Quarantined(reason, reading, reason.detail(), !denied);
  }

  /**
   * The time of arrival is the record's own, which the broker has checked. A writer that says
   * nothing, or something impossible, in the value too shall stop nobody further on.
   */
  private static void boundArrival(Reading reading, long timestamp) {
    Instant arrival = Instant.ofEpochMilli(timestamp);
    if (!reading.getReceivedAt().isAfter(Instant.EPOCH)
        || reading.getReceivedAt().isAfter(arrival.plus(Provenance.CLOCK_DIFFERENCE))) {
      reading.setReceivedAt(arrival);
    }
  }
}
