package io.healthtrack.processors.series;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

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

  /**
   * The values of one of our stores as objects.
   *
   * @param store as the task's context gives it
   */
  public static <V> LiveStore<V> live(KeyValueStore<byte[], byte[]> store, Codec<V> codec) {
    StateStore inner = store;
    // Kafka Streams hands stores out in a wrapper.
    while (inner instanceof WrappedStateStore<?, ?, ?> wrapper) {
      inner = wrapper.wrapped();
    }
    if (inner instanceof HeapFirstStore ours) {
      return ours.live(codec);
    }
    throw new IllegalArgumentException(store.name() + " does not keep objects");
  }

  /** On disk, and asked by other threads as well, so with Kafka Streams' own cache. */
  public static StoreBuilder<KeyValueStore<byte[], byte[]>> shared(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingEnabled();
  }
}
