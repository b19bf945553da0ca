package io.healthtrack.processors.vitals;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.processors.series.Stored;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.RegistryClient;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/**
 * {@code readings.valid} into a store of each person's newest readings; the tombstones of {@code
 * registry.users} empty it. Nothing is written to a topic but the store's changelog.
 */
public final class VitalsTopology {

  /** The application's id: consumer group and prefix of its stores. */
  public static final String APPLICATION_ID = "healthtrack-vitals";

  /** The store that is asked: a person's metrics to the newest reading of each. */
  public static final String LATEST = "latest-vitals";

  static final String SOURCE = "readings-valid";
  static final String USERS = "registry-users";
  static final String KEEP = "keep-newest";

  private final RegistryClient schemas;
  private final MetricCatalogue catalogue;
  private final LiveVitals live;
  private final MeterRegistry meters;

  /**
   * @param live who is told of each change
   */
  public VitalsTopology(
      RegistryClient schemas, MetricCatalogue catalogue, LiveVitals live, MeterRegistry meters) {
    this.schemas = schemas;
    this.catalogue = catalogue;
    this.live = live;
    this.meters = meters;
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
            KEEP,
            times.of(KEEP, () -> new VitalsProcessor(schemas, catalogue, live, meters)),
            SOURCE,
            USERS)
        .addStateStore(Stored.shared(LATEST), KEEP)
        .addStateStore(Stored.inMemory(ErasedPeople.STORE), KEEP);
  }
}
