package io.healthtrack.processors.vitals;

import io.healthtrack.processors.running.SupervisedStreams;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Looks a person's newest readings up, or says which process has them. */
public final class VitalsDesk {

  private final SupervisedStreams application;
  private final HostInfo self;

  /**
   * @param application the running topology
   * @param self how other processes know this one
   */
  public VitalsDesk(SupervisedStreams application, HostInfo self) {
    this.application = application;
    this.self = self;
  }

  /** What came of a question. */
  sealed interface Answer {}

  /** This process has the person; nothing is known of them where the list is empty. */
  record Here(int partition, List<LatestVital> vitals) implements Answer {}

  /** Another process has the person. */
  record Elsewhere(HostInfo host) implements Answer {}

  /** Nobody has them at this moment: state is being restored or moved. */
  record NotNow() implements Answer {}

  Answer ask(UUID user) {
    Optional<KafkaStreams> running = application.current();
    if (running.isEmpty()) {
      return new NotNow();
    }
    byte[] person = UuidSerializer.bytes(user);
    try {
      KeyQueryMetadata place =
          running
              .get()
              .queryMetadataForKey(VitalsTopology.LATEST, person, new ByteArraySerializer());
      if (place.equals(KeyQueryMetadata.NOT_AVAILABLE)
          || place.activeHost().equals(HostInfo.unavailable())) {
        return new NotNow();
      }
      return place.activeHost().equals(self)
          ? new Here(place.partition(), held(running.get(), place.partition(), person))
          : new Elsewhere(place.activeHost());
    } catch (InvalidStateStoreException e) {
      return new NotNow();
    }
  }

  private static List<LatestVital> held(KafkaStreams streams, int partition, byte[] person) {
    ReadOnlyKeyValueStore<byte[], byte[]> store =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                    VitalsTopology.LATEST, QueryableStoreTypes.<byte[], byte[]>keyValueStore())
                .withPartition(partition));
    List<LatestVital> vitals = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> all =
        store.prefixScan(person, new ByteArraySerializer())) {
      while (all.hasNext()) {
        var entry = all.next();
        LatestVital vital = LatestVital.read(entry.key, entry.value);
        if (!vital.retracted()) {
          vitals.add(vital);
        }
      }
    }
    return vitals;
  }
}
