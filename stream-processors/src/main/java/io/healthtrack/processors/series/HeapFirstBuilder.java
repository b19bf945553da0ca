package io.healthtrack.processors.series;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Builds a {@link HeapFirstStore} over a logged store. */
final class HeapFirstBuilder implements StoreBuilder<KeyValueStore<byte[], byte[]>> {

  private final StoreBuilder<KeyValueStore<byte[], byte[]>> below;
  private final HeapBudget budget;

  HeapFirstBuilder(KeyValueBytesStoreSupplier supplier, HeapBudget budget) {
    below = Stores.keyValueStoreBuilder(supplier, Serdes.ByteArray(), Serdes.ByteArray());
    this.budget = budget;
  }

  @Override
  public KeyValueStore<byte[], byte[]> build() {
    return new HeapFirstStore(below.build(), budget);
  }

  /** It has its own. */
  @Override
  public StoreBuilder<KeyValueStore<byte[], byte[]>> withCachingEnabled() {
    return this;
  }

  /**
   * Not without.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public StoreBuilder<KeyValueStore<byte[], byte[]>> withCachingDisabled() {
    throw new UnsupportedOperationException("a heap-first store is a cache");
  }

  @Override
  public StoreBuilder<KeyValueStore<byte[], byte[]>> withLoggingEnabled(
      Map<String, String> config) {
    below.withLoggingEnabled(config);
    return this;
  }

  @Override
  public StoreBuilder<KeyValueStore<byte[], byte[]>> withLoggingDisabled() {
    below.withLoggingDisabled();
    return this;
  }

  @Override
  public Map<String, String> logConfig() {
    return below.logConfig();
  }

  @Override
  public boolean loggingEnabled() {
    return below.loggingEnabled();
  }

  @Override
  public String name() {
    return below.name();
  }
}
