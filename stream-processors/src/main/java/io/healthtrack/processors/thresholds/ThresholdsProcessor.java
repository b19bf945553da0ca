package io.healthtrack.processors.thresholds;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.processors.tallies.StageTally;
import io.healthtrack.processors.tallies.TallyPublisher;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Takes each reading past the rules in force for it, and publishes what happens to episodes. */
final class ThresholdsProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  private final AvroDeserializer<Reading> readings;
  private final AvroDeserializer<ThresholdRule> ruleDeserializer;
  private final AvroDeserializer<User> users;
  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final RuleBook book;
  private ProcessorContext<Object, SpecificRecord> context;
  private ReadOnlyKeyValueStore<byte[], byte[]> ruleStore;
  private KeyValueStore<byte[], byte[]> episodes;
  private ErasedPeople erased;
  private StageTally tally;
  private RuleIndex rules;
  private long edition;

  ThresholdsProcessor(
      RegistryClient schemas,
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      RuleBook book) {
    this.readings = new AvroDeserializer<>(schemas);
    this.users = new AvroDeserializer<>(schemas);
    this.ruleDeserializer = new AvroDeserializer<>(schemas);
    this.catalogue = catalogue;
    this.settings = settings;
    this.book = book;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    this.context = context;
    ruleStore = context.getStateStore(RuleBook.STORE);
    episodes = context.getStateStore(ThresholdsTopology.EPISODES);
    erased =
        new ErasedPeople(
            context.getStateStore(ErasedPeople.STORE), List.of(episodes), users, Duration.ZERO);
    erased.schedule(context);
    tally =
        new StageTally(
            context.getStateStore(ThresholdsTopology.TALLIES),
            ThresholdsTopology.STAGE,
            READINGS_VALID.name(),
            context.taskId().partition());
    edition = 0;
    TallyPublisher.schedule(context, tally, ThresholdsTopology.TALLY_SINK);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (place.topic().equals(REGISTRY_USERS.name())) {
      // An open episode just ends: there is nobody left to tell anything about.
      erased.take(record, context.currentSystemTimeMs());
      return;
    }
    long offset = place.offset();
    Reading reading;
    try {
      reading = readings.deserialize(READINGS_VALID.name(), record.value());
    } catch (SerializationException e) {
      tally.quarantined(offset, "unreadable");
      return;
    }
    if (reading == null) {
      tally.passedOver(offset);
      return;
    }
    // A device's own minimum or average is no measurement, and what may be old news alerts nobody.
    if (reading.getProof().equals("fresh")
        && reading.getStatistic() == null
        && !erased.refuses(record.key(), record.timestamp())) {
      evaluate(record, reading);
    }
    tally.passedOn(offset);
  }

  private void evaluate(Record<byte[], byte[]> record, Reading reading) {
    List<Rule> inForce = currentRules().inForceFor(reading);
    Optional<Metric> metric = catalogue.byCode(reading.getMetric());
    if (metric.isEmpty()) {
      return;
    }
    byte[] series = SeriesKey.of(reading.getUserId(), metric.get().id(), reading.getDeviceId());
    byte[] stored = inForce.isEmpty() ? episodes.get(series) : null;
    if (inForce.isEmpty() && stored == null) {
      return;
    }
    SeriesEpisodes before = SeriesEpisodes.read(stored == null ? episodes.get(series) : stored);
    EpisodeMachine.Step step = step(reading, metric.get(), before.newest());
    List<Event> events = new ArrayList<>(0);
    if (step.measuredAt() < before.newest()) {
      for (Rule rule : inForce) {
        EpisodeMachine.stepLate(rule, before.of(rule.id()), step, events);
      }
    } else {
      List<RuleState> after = new ArrayList<>(before.states().size() + 1);
      for (Rule rule : inForce) {
        RuleState state = EpisodeMachine.step(rule, before.of(rule.id()), step, events);
        if (state != null) {
          after.add(state);
        }
      }
      withdrawOthers(before, inForce, step, events);
      episodes.put(series, new SeriesEpisodes(step.measuredAt(), after).write());
    }
    for (Event event : events) {
      publish(record, reading, event, inForce);
    }
  }

  private static void withdrawOthers(
      SeriesEpisodes before, List<Rule> inForce, EpisodeMachine.Step step, List<Event> events) {
    for (RuleState state : before.states()) {
      if (versionOf(inForce, state.rule()) == null) {
        EpisodeMachine.withdraw(state, step, events);
      }
    }
  }

  private EpisodeMachine.Step step(Reading reading, Metric metric, long previous) {
    long measuredAt = EventTime.micros(reading.getMeasuredAt());
    long longest = metric.maxGap().toNanos() / 1_000;
    boolean old =
        reading.getReceivedAt().isAfter(reading.getMeasuredAt().plus(settings.oldAfter()));
    boolean gap =
        previous != EpisodeMachine.NO_PREVIOUS && longest > 0 && measuredAt - previous > longest;
    return new EpisodeMachine.Step(
        reading.getValue(), reading.getComparator(), measuredAt, old, previous, gap);
  }

  private void publish(
      Record<byte[], byte[]> record, Reading reading, Event event, List<Rule> inForce) {
    AlertEvent alert =
        AlertEvents.record(
            event,
            versionOf(inForce, event.state().rule()),
            reading,
            settings.validFor(),
            Instant.ofEpochMilli(context.currentSystemTimeMs()));
    for (Severity topic : AlertEvents.topics(event)) {
      context.forward(
          new Record<>(record.key(), alert, reading.getReceivedAt().toEpochMilli()),
          ThresholdsTopology.alertSink(topic));
    }
  }

  private static RuleVersion versionOf(List<Rule> rules, UUID id) {
    for (Rule rule : rules) {
      if (rule.id().equals(id)) {
        return rule.version();
      }
    }
    return null;
  }

  private RuleIndex currentRules() {
    long newest = book.edition();
    if (newest != edition) {
      rules = book.index(ruleStore, ruleDeserializer);
      edition = newest;
    }
    return rules;
  }
}
