package io.healthtrack.processors.series;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The two shapes of state we keep, both with a changelog and a cache. The cache is flushed into
 * store and changelog before each commit, within the transaction: a value that changes a thousand
 * times between two commits is written once.
 */
public final class Stored {

  private Stored() {}

  /** On disk: grows with people. */
  public static StoreBuilder<KeyValueStore<byte[], byte[]>> cached(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  /** On the heap: one value per partition. */
  public static StoreBuilder<KeyValueStore<byte[], byte[]>> inMemory(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withCachingEnabled();
  }
}
