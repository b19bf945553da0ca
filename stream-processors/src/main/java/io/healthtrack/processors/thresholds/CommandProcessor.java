package io.healthtrack.processors.thresholds;

import static io.healthtrack.schemas.topics.Topics.ALERTS_COMMANDS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_THRESHOLDS;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.time.EventTime;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to open episodes what people ask for. Nothing asked for can stop the topology: what cannot
 * be done is counted, and the gateway, which knows the episodes too, has told the asker.
 */
final class CommandProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  private static final Logger log = LoggerFactory.getLogger(CommandProcessor.class);
  private static final Duration LONGEST_SILENCE = Duration.ofHours(24);

  private final AvroDeserializer<AlertCommand> commands;
  private final AvroDeserializer<ThresholdRule> rules;
  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final MeterRegistry meters;
  private ProcessorContext<Object, SpecificRecord> context;
  private KeyValueStore<byte[], byte[]> episodes;
  private KeyValueStore<byte[], byte[]> absences;
  private ReadOnlyKeyValueStore<byte[], byte[]> ruleStore;

  /** An open episode, and where it stands. */
  @SuppressWarnings("ArrayRecordComponent") // a store's key, never compared
  private record Found(
      KeyValueStore<byte[], byte[]> store,
      byte[] series,
      SeriesEpisodes held,
      RuleState state,
      UUID device) {}

  CommandProcessor(
      RegistryClient schemas,
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      MeterRegistry meters) {
    this.commands = new AvroDeserializer<>(schemas);
    this.rules = new AvroDeserializer<>(schemas);
    this.catalogue = catalogue;
    this.settings = settings;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    this.context = context;
    episodes = context.getStateStore(ThresholdsTopology.EPISODES);
    absences = context.getStateStore(RuleEngine.ARRIVALS);
    ruleStore = context.getStateStore(RuleBook.STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    AlertCommand command;
    try {
      command = commands.deserialize(ALERTS_COMMANDS.name(), record.value());
    } catch (SerializationException e) {
      command = null;
    }
    if (command == null
        || !RecordSize.fits(record.value())
        || !Arrays.equals(record.key(), UuidSerializer.bytes(command.getUserId()))) {
      skip("unreadable");
    } else {
      switch (command.getKind()) {
        case "acknowledge", "silence" -> obey(record, command);
        default -> skip("unknown-kind");
      }
    }
  }

  private void obey(Record<byte[], byte[]> record, AlertCommand command) {
    Found found = find(command, episodes, true);
    if (found == null) {
      found = find(command, absences, false);
    }
    if (found == null) {
      count("unknown-episode");
      return;
    }
    ThresholdRule rule = rule(found.state());
    if (rule != null && !rule.getTenant().equals(command.getTenant())) {
      count("unknown-episode");
      return;
    }
    Event event =
        command.getKind().equals("silence")
            ? silence(command, found)
            : acknowledge(found.state(), found.held().newest());
    if (event == null) {
      return;
    }
    Metric metric = catalogue.byId(SeriesKey.metric(found.series())).orElseThrow();
    found.store().put(found.series(), found.held().with(event.state()).write());
    AlertEvent alert =
        AlertEvents.record(
            event,
            version(rule, found.state()),
            command,
            metric,
            found.device(),
            settings.validFor(),
            Instant.ofEpochMilli(context.currentSystemTimeMs()));
    for (Severity topic : AlertEvents.topics(event)) {
      context.forward(
          new Record<>(record.key(), alert, record.timestamp()),
          ThresholdsTopology.alertSink(topic));
    }
    count("applied");
  }

  private Event acknowledge(RuleState state, long newest) {
    if (state.acknowledged()) {
      count("repeated");
      return null;
    }
    return EpisodeMachine.takeOn(state, newest);
  }

  /** Nobody can ask for more than a day, so that a silence forgotten is not one for ever. */
  private Event silence(AlertCommand command, Found found) {
    if (command.getUntil() == null || !command.getUntil().isAfter(command.getAskedAt())) {
      skip("no-time");
      return null;
    }
    Instant latest = command.getAskedAt().plus(LONGEST_SILENCE);
    Instant asked = command.getUntil();
    long until = EventTime.micros(asked.isAfter(latest) ? latest : asked);
    Attention attention = found.state().attention();
    if (attention.silenced() && attention.quietUntil() == until) {
      count("repeated");
      return null;
    }
    return EpisodeMachine.silence(found.state(), until, found.held().newest());
  }

  /** Looks at the person's series, of which there are a few dozen at most. */
  private static Found find(
      AlertCommand command, KeyValueStore<byte[], byte[]> store, boolean ofDevices) {
    byte[] person = UuidSerializer.bytes(command.getUserId());
    try (KeyValueIterator<byte[], byte[]> series =
        store.prefixScan(person, new ByteArraySerializer())) {
      while (series.hasNext()) {
        KeyValue<byte[], byte[]> entry = series.next();
        SeriesEpisodes held = SeriesEpisodes.read(entry.value);
        for (RuleState state : held.states()) {
          if (state.open()
              && AlertEvents.episode(state.rule(), command.getUserId(), state.since())
                  .equals(command.getEpisodeId())) {
            return new Found(
                store, entry.key, held, state, ofDevices ? SeriesKey.device(entry.key) : null);
          }
        }
      }
    }
    return null;
  }

  private ThresholdRule rule(RuleState state) {
    try {
      return rules.deserialize(
          REGISTRY_THRESHOLDS.name(), ruleStore.get(UuidSerializer.bytes(state.rule())));
    } catch (SerializationException e) {
      return null;
    }
  }

  private static RuleVersion version(ThresholdRule rule, RuleState state) {
    if (rule != null) {
      for (RuleVersion version : rule.getVersions()) {
        if (version.getVersion() == state.version()) {
          return version;
        }
      }
    }
    return null;
  }

  private void skip(String outcome) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    log.warn(
        "skipped the command at {}-{} offset {}: {}",
        place.topic(),
        place.partition(),
        place.offset(),
        outcome);
    count(outcome);
  }

  private void count(String outcome) {
    Counter.builder("healthtrack.streams.alert.commands")
        .description("What became of commands about episodes")
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }
}
