package io.healthtrack.processors.windows;

import static io.healthtrack.schemas.topics.Topics.AUDIT_TALLIES;
import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.READINGS_WINDOWS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.processors.series.Stored;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/**
 * {@code readings.valid} to {@code readings.windows}; the tombstones of {@code registry.users}
 * empty the stores.
 */
public final class WindowsTopology {

  /** The application's id: consumer group and prefix of its stores. */
  public static final String APPLICATION_ID = "healthtrack-windows";

  /** The stage's name in tallies. */
  public static final String STAGE = "windows";

  static final String SOURCE = "readings-valid";
  static final String USERS = "registry-users";
  static final String ADD_UP = "add-up-windows";
  static final String SERIES = "window-series";
  static final String WINDOWS = "windows";
  static final String COUNTERS = "window-counters";
  static final String UNTOLD = "windows-untold";
  static final String PROVENANCE = "provenance";
  static final String TALLIES = "tallies";
  static final String WINDOW_SINK = "readings-windows";
  static final String TALLY_SINK = "audit-tallies";

  private final RegistryClient schemas;
  private final MetricCatalogue catalogue;

  /** A topology over a schema registry and a catalogue. */
  public WindowsTopology(RegistryClient schemas, MetricCatalogue catalogue) {
    this.schemas = schemas;
    this.catalogue = catalogue;
  }

  /** The topology. */
  public Topology build() {
    return build(OperatorTimes.NONE);
  }

  /** The topology, with its operators timed. */
  public Topology build(OperatorTimes times) {
    return new Topology()
        .addSource(
            SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), READINGS_VALID.name())
        .addSource(
            USERS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), REGISTRY_USERS.name())
        .addProcessor(
            ADD_UP, times.of(ADD_UP, () -> new WindowsProcessor(schemas, catalogue)), SOURCE, USERS)
        .addStateStore(Stored.cached(SERIES), ADD_UP)
        .addStateStore(Stored.cached(WINDOWS), ADD_UP)
        .addStateStore(Stored.cached(COUNTERS), ADD_UP)
        .addStateStore(Stored.inMemory(UNTOLD), ADD_UP)
        .addStateStore(Stored.inMemory(ErasedPeople.STORE), ADD_UP)
        .addStateStore(Stored.inMemory(PROVENANCE), ADD_UP)
        .addStateStore(Stored.inMemory(TALLIES), ADD_UP)
        .addSink(
            WINDOW_SINK,
            READINGS_WINDOWS.name(),
            new ByteArraySerializer(),
            new AvroSerializer<>(schemas),
            ADD_UP)
        .addSink(
            TALLY_SINK,
            AUDIT_TALLIES.name(),
            new StringSerializer(),
            new AvroSerializer<>(schemas),
            ADD_UP);
  }
}
