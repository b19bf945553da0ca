package io.healthtrack.processors.thresholds;

import static io.healthtrack.schemas.topics.Topics.ALERTS_COMMANDS;
import static io.healthtrack.schemas.topics.Topics.AUDIT_TALLIES;
import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_THRESHOLDS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.processors.series.Stored;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code readings.valid} and the rules of {@code registry.thresholds} to {@code alerts.*}; what
 * people do about episodes comes from {@code alerts.commands}, and the tombstones of {@code
 * registry.users} empty the store.
 */
public final class ThresholdsTopology {

  /** The application's id: consumer group and prefix of its stores. */
  public static final String APPLICATION_ID = "healthtrack-thresholds";

  /** The stage's name in tallies. */
  public static final String STAGE = "thresholds";

  static final String SOURCE = "readings-valid";
  static final String USERS = "registry-users";
  static final String COMMANDS = "alerts-commands";
  static final String OBEY = "obey-commands";
  static final String EVALUATE = "evaluate-rules";
  static final String EPISODES = RuleEngine.EPISODES;
  static final String TALLIES = "tallies";
  static final String TALLY_SINK = "audit-tallies";

  private final RegistryClient schemas;
  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final MeterRegistry meters;

  /** A topology over a schema registry and a catalogue. */
  public ThresholdsTopology(
      RegistryClient schemas,
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      MeterRegistry meters) {
    this.schemas = schemas;
    this.catalogue = catalogue;
    this.settings = settings;
    this.meters = meters;
  }

  /** The topology. */
  public Topology build() {
    return build(OperatorTimes.NONE);
  }

  /** The topology, with its operators timed. */
  public Topology build(OperatorTimes times) {
    RuleBook book = new RuleBook(meters);
    Topology topology =
        new Topology()
            .addGlobalStore(
                rules(),
                "registry-thresholds",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                REGISTRY_THRESHOLDS.name(),
                "keep-rules",
                book::intake)
            .addSource(
                SOURCE,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                READINGS_VALID.name())
            .addSource(
                USERS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                REGISTRY_USERS.name())
            .addSource(
                COMMANDS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                ALERTS_COMMANDS.name())
            .addProcessor(
                EVALUATE,
                times.of(
                    EVALUATE, () -> new ThresholdsProcessor(schemas, catalogue, settings, book)),
                SOURCE,
                USERS)
            .addProcessor(
                OBEY,
                times.of(OBEY, () -> new CommandProcessor(schemas, catalogue, settings, meters)),
                COMMANDS)
            .addStateStore(Stored.cached(EPISODES), EVALUATE, OBEY)
            .addStateStore(Stored.inMemory(ErasedPeople.STORE), EVALUATE)
            .addStateStore(Stored.inMemory(TALLIES), EVALUATE)
            .addSink(
                TALLY_SINK,
                AUDIT_TALLIES.name(),
                new StringSerializer(),
                new AvroSerializer<>(schemas),
                EVALUATE);
    RuleEngine.STORES.stream()
        .filter(name -> !name.equals(EPISODES))
        .forEach(
            name -> {
              if (name.equals(RuleEngine.ARRIVALS)) {
                topology.addStateStore(Stored.cached(name), EVALUATE, OBEY);
              } else {
                topology.addStateStore(Stored.cached(name), EVALUATE);
              }
            });
    topology
        .addStateStore(Stored.cached(StoredDeadlines.STORE), EVALUATE)
        .addStateStore(Stored.inMemory(RuleEngine.CLOCK), EVALUATE);
    for (Severity severity : Severity.values()) {
      topology.addSink(
          alertSink(severity),
          Topics.alertsOf(severity.code()).name(),
          new ByteArraySerializer(),
          new AvroSerializer<>(schemas),
          EVALUATE,
          OBEY);
    }
    return topology;
  }

  static String alertSink(Severity severity) {
    return "alerts-" + severity.code();
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> rules() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(RuleBook.STORE), Serdes.ByteArray(), Serdes.ByteArray())
        .withLoggingDisabled();
  }
}
