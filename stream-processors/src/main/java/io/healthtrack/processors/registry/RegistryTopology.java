package io.healthtrack.processors.registry;

import static io.healthtrack.schemas.topics.Topics.REGISTRY_COMMANDS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_CONSENTS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_CREDENTIALS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_DEVICES;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_THRESHOLDS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code registry.commands} to {@code registry.users}, {@code .devices}, {@code .consents}, {@code
 * .thresholds} and {@code .credentials}. Every readable command gives one record that carries its
 * id and outcome.
 */
public final class RegistryTopology {

  /** The application's id: consumer group and prefix of its stores. */
  public static final String APPLICATION_ID = "healthtrack-registry";

  static final String COMMANDS = "registry-commands";
  static final String DECIDE = "decide-commands";
  static final String USERS = "users";
  static final String DEVICES = "devices";
  static final String CONSENTS = "consents";
  static final String THRESHOLDS = "thresholds";
  static final String CREDENTIALS = "credentials";

  private final RegistryClient schemas;
  private final Function<String, Optional<Metric>> catalogue;

  /**
   * @param schemas the schema registry
   * @param catalogue the metric of a code
   */
  public RegistryTopology(RegistryClient schemas, Function<String, Optional<Metric>> catalogue) {
    this.schemas = schemas;
    this.catalogue = catalogue;
  }

  /** The topology. */
  public Topology build() {
    return build(OperatorTimes.NONE);
  }

  /** The topology, with its operators timed. */
  public Topology build(OperatorTimes times) {
    Topology topology =
        new Topology()
            .addSource(
                COMMANDS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                REGISTRY_COMMANDS.name())
            .addProcessor(
                DECIDE, times.of(DECIDE, () -> new CommandProcessor(schemas, catalogue)), COMMANDS)
            .addStateStore(entries(USERS), DECIDE)
            .addStateStore(entries(DEVICES), DECIDE)
            .addStateStore(entries(CONSENTS), DECIDE)
            .addStateStore(entries(THRESHOLDS), DECIDE)
            .addStateStore(entries(CREDENTIALS), DECIDE);
    publish(topology, USERS, REGISTRY_USERS);
    publish(topology, DEVICES, REGISTRY_DEVICES);
    publish(topology, CONSENTS, REGISTRY_CONSENTS);
    publish(topology, THRESHOLDS, REGISTRY_THRESHOLDS);
    publish(topology, CREDENTIALS, REGISTRY_CREDENTIALS);
    return topology;
  }

  static String sink(String store) {
    return "registry-" + store;
  }

  private static void publish(Topology topology, String store, Topic topic) {
    topology.addSink(
        sink(store),
        topic.name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        Beat::partitions,
        DECIDE);
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> entries(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray());
  }
}
