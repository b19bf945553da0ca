package io.healthtrack.processors.series;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The shapes of state we keep, all with a changelog and a cache. The cache is flushed into store
 * and changelog before each commit, within the transaction: a value that changes a thousand times
 * between two commits is written once.
 */
public final class Stored {

  private Stored() {}

  /** On disk: grows with people. Only its own task's thread may ask it. */
  public static StoreBuilder<KeyValueStore<byte[], byte[]>> cached(String name) {
    return new HeapFirstBuilder(Stores.persistentKeyValueStore(name), HeapBudget.OF_THE_PROCESS);
  }

  /** On the heap: few values per partition. Only its own task's thread may ask it. */
  public static StoreBuilder<KeyValueStore<byte[], byte[]>> inMemory(String name) {
    return new HeapFirstBuilder(Stores.inMemoryKeyValueStore(name), HeapBudget.OF_THE_PROCESS);
  }

  /** On disk, and asked by other threads as well, so with Kafka Streams' own cache. */
  public static StoreBuilder<KeyValueStore<byte[], byte[]>> shared(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingEnabled();
  }
}
