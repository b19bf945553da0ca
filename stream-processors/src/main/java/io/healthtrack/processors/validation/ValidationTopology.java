package io.healthtrack.processors.validation;

import static io.healthtrack.schemas.topics.Topics.AUDIT_TALLIES;
import static io.healthtrack.schemas.topics.Topics.READINGS_QUARANTINED;
import static io.healthtrack.schemas.topics.Topics.READINGS_RAW;
import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_CONSENTS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.processors.consents.KeptConsents;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.processors.series.Stored;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.ConsumerGroups;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * {@code readings.raw} to {@code readings.valid} or {@code readings.quarantined}; what {@code
 * registry.consents} holds decides whether a reading may be kept, and the tombstones of {@code
 * registry.users} empty the stores.
 */
public final class ValidationTopology {

  /** The application's id: consumer group and prefix of its stores. */
  public static final String APPLICATION_ID = ConsumerGroups.VALIDATION;

  /** The stage's name in tallies. */
  public static final String STAGE = "validation";

  static final String SOURCE = "readings-raw";
  static final String USERS = "registry-users";
  static final String CONSENTS = "registry-consents";
  static final String VALIDATE = "validate-readings";
  static final String HEADS = "series-heads";
  static final String BUCKETS = "series-ids";
  static final String CLIENT_IDS = "client-ids";
  static final String PROVENANCE = "provenance";
  static final String TALLIES = "tallies";
  static final String VALID_SINK = "readings-valid";
  static final String CLOCK_SINK = "readings-valid-ticks";
  static final String QUARANTINE_SINK = "readings-quarantined";
  static final String TALLY_SINK = "audit-tallies";

  private final RegistryClient schemas;
  private final MetricCatalogue catalogue;
  private final ValidationSettings settings;
  private final IntPredicate neverWritten;
  private final MeterRegistry meters;

  /**
   * @param neverWritten whether a partition of {@code readings.valid} has never held a record; then
   *     empty state means that nothing was ever passed on (see {@code Provenance})
   */
  public ValidationTopology(
      RegistryClient schemas,
      MetricCatalogue catalogue,
      ValidationSettings settings,
      IntPredicate neverWritten,
      MeterRegistry meters) {
    this.schemas = schemas;
    this.catalogue = catalogue;
    this.settings = settings;
    this.neverWritten = neverWritten;
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
            SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), READINGS_RAW.name())
        .addSource(
            USERS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), REGISTRY_USERS.name())
        .addSource(
            AutoOffsetReset.earliest(),
            CONSENTS,
            KeptConsents.BEFORE_READINGS,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            REGISTRY_CONSENTS.name())
        .addProcessor(
            VALIDATE,
            times.of(
                VALIDATE,
                () ->
                    new ValidationProcessor(
                        new AvroDeserializer<>(schemas),
                        new AvroDeserializer<>(schemas),
                        new AvroDeserializer<>(schemas),
                        catalogue,
                        settings,
                        neverWritten,
                        meters)),
            SOURCE,
            USERS,
            CONSENTS)
        .addStateStore(Stored.cached(HEADS), VALIDATE)
        .addStateStore(Stored.cached(BUCKETS), VALIDATE)
        .addStateStore(Stored.cached(CLIENT_IDS), VALIDATE)
        .addStateStore(Stored.cached(KnownPeople.STORE), VALIDATE)
        .addStateStore(Stored.inMemory(ErasedPeople.STORE), VALIDATE)
        .addStateStore(Stored.inMemory(KeptConsents.STORE), VALIDATE)
        .addStateStore(Stored.inMemory(PROVENANCE), VALIDATE)
        .addStateStore(Stored.inMemory(TALLIES), VALIDATE)
        .addSink(
            VALID_SINK,
            READINGS_VALID.name(),
            new ByteArraySerializer(),
            new AvroSerializer<>(schemas),
            VALIDATE)
        .addSink(
            CLOCK_SINK,
            READINGS_VALID.name(),
            new ByteArraySerializer(),
            new AvroSerializer<>(schemas),
            ValidationTopology::partitionOf,
            VALIDATE)
        .addSink(
            QUARANTINE_SINK,
            READINGS_QUARANTINED.name(),
            new ByteArraySerializer(),
            new AvroSerializer<>(schemas),
            VALIDATE)
        .addSink(
            TALLY_SINK,
            AUDIT_TALLIES.name(),
            new StringSerializer(),
            new AvroSerializer<>(schemas),
            VALIDATE);
  }

  /** A tick's key names the partition it came from. */
  private static Optional<Set<Integer>> partitionOf(
      String topic, byte[] tick, Object none, int partitions) {
    return Optional.of(Set.of(ByteBuffer.wrap(tick).getInt()));
  }
}
