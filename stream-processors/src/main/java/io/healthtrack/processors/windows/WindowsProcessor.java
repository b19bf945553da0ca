package io.healthtrack.processors.windows;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.User;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.processors.series.LiveStore;
import io.healthtrack.processors.series.Stored;
import io.healthtrack.processors.tallies.StageTally;
import io.healthtrack.processors.tallies.TallyPublisher;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.RunningTotal;
import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Adds fresh readings to their windows, and tells every few seconds of those that changed. */
final class WindowsProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  /** Longest time between a change and a word about it. */
  static final Duration TELL_EVERY = Turns.EVERY.multipliedBy(Turns.TURNS);

  private final AvroDeserializer<Reading> readings;
  private final AvroDeserializer<User> users;
  private final MetricCatalogue catalogue;
  private ProcessorContext<Object, SpecificRecord> context;
  private LiveStore<SeriesState> series;
  private KeyValueStore<byte[], byte[]> untold;
  private WindowTeller teller;
  private PersonWindows windows;
  private Counters counters;
  private ErasedPeople erased;
  private StageTally tally;
  private KnownFrom knownFrom;

  WindowsProcessor(RegistryClient schemas, MetricCatalogue catalogue) {
    readings = new AvroDeserializer<>(schemas);
    users = new AvroDeserializer<>(schemas);
    this.catalogue = catalogue;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    this.context = context;
    KeyValueStore<byte[], byte[]> seriesStore = context.getStateStore(WindowsTopology.SERIES);
    untold = context.getStateStore(WindowsTopology.UNTOLD);
    KeyValueStore<byte[], byte[]> held = context.getStateStore(WindowsTopology.WINDOWS);
    series = Stored.live(seriesStore, SeriesState.CODEC);
    HeldCodec codec = new HeldCodec(catalogue);
    LiveStore<Held> live = Stored.live(held, codec);
    teller = new WindowTeller(live, this::forward, () -> context.currentSystemTimeMs() * 1_000);
    windows = new PersonWindows(series, live, codec, untold, teller);
    KeyValueStore<byte[], byte[]> totals = context.getStateStore(WindowsTopology.COUNTERS);
    counters = new Counters(totals, windows);
    knownFrom = new KnownFrom(context.getStateStore(WindowsTopology.PROVENANCE));
    erased =
        new ErasedPeople(
            context.getStateStore(ErasedPeople.STORE),
            List.of(seriesStore, held, untold, totals),
            users,
            Duration.ZERO);
    erased.schedule(context);
    tally =
        new StageTally(
            context.getStateStore(WindowsTopology.TALLIES),
            WindowsTopology.STAGE,
            READINGS_VALID.name(),
            context.taskId().partition());
    TallyPublisher.schedule(context, tally, WindowsTopology.TALLY_SINK);
    Turns turns = new Turns(context.currentSystemTimeMs());
    context.schedule(Turns.EVERY, PunctuationType.WALL_CLOCK_TIME, now -> tell(turns.take(now)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (place.topic().equals(REGISTRY_USERS.name())) {
      erased.take(record, context.currentSystemTimeMs());
      return;
    }
    long offset = place.offset();
    // Asked before anything else: the topic's first record need not be a reading.
    long known = knownFrom.hour(offset, record.timestamp());
    if (record.value() == null) {
      // A tick of validation's clock.
      tally.passedOver(offset);
      return;
    }
    if (!RecordSize.fits(record.value())) {
      tally.quarantined(offset, "unreadable");
      return;
    }
    Reading reading;
    try {
      reading = readings.deserialize(READINGS_VALID.name(), record.value());
    } catch (SerializationException e) {
      tally.quarantined(offset, "unreadable");
      return;
    }
    Optional<Metric> metric = catalogue.byCode(reading.getMetric());
    if (metric.isPresent()
        && reading.getProof().equals("fresh")
        && !erased.refuses(record.key(), record.timestamp())) {
      take(reading, metric.get(), known);
    }
    tally.passedOn(offset);
  }

  private void take(Reading reading, Metric metric, long known) {
    if (WindowAggregate.takes(reading.getStatus(), reading.getStatistic())) {
      windows.take(reading.getUserId(), reading.getTenant(), metric, windowed(reading), known);
    } else if (RunningTotal.takes(
        metric,
        reading.getStatus(),
        reading.getStatistic(),
        reading.getComparator(),
        reading.getDeviceId())) {
      counters.take(reading.getUserId(), reading.getTenant(), metric, total(reading), known);
    }
  }

  private void tell(Turns.Due due) {
    List<KeyValue<byte[], byte[]>> changed = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> all = untold.all()) {
      while (all.hasNext()) {
        KeyValue<byte[], byte[]> mark = all.next();
        if (due.has(mark.key)) {
          changed.add(mark);
        }
      }
    }
    for (KeyValue<byte[], byte[]> mark : changed) {
      byte[] hour = mark.key;
      untold.delete(hour);
      Metric metric = catalogue.byId(WindowKey.metric(hour)).orElse(null);
      if (metric == null) {
        // It left the catalogue: nobody can read its windows any more.
        continue;
      }
      SeriesState held = series.get(WindowKey.series(hour));
      SeriesState state = held == null ? new SeriesState() : held;
      if (PersonWindows.isFromTable(mark.value)) {
        teller.leaveToTable(hour, metric, state);
      } else {
        teller.tell(hour, metric, state, windows.hour(hour, metric));
      }
    }
  }

  private void forward(ReadingWindow window) {
    // Of the time it is told, so that the topic keeps it as long as any other.
    context.forward(
        new Record<>(
            UuidSerializer.bytes(window.getUserId()),
            window,
            window.getComputedAt().toEpochMilli()),
        WindowsTopology.WINDOW_SINK);
  }

  private static WindowReading windowed(Reading reading) {
    return new WindowReading(
        reading.getReadingId(),
        reading.getDeviceId(),
        EventTime.micros(reading.getMeasuredAt()),
        reading.getEndAt() == null ? null : EventTime.micros(reading.getEndAt()),
        reading.getValue(),
        reading.getComparator());
  }

  private static RunningTotal total(Reading reading) {
    return new RunningTotal(
        reading.getReadingId(),
        reading.getDeviceId(),
        EventTime.micros(reading.getMeasuredAt()),
        reading.getValue());
  }
}
