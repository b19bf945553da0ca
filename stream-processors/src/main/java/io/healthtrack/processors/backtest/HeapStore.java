package io.healthtrack.processors.backtest;

import io.healthtrack.processors.thresholds.BytesStore;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What the engine remembers of one person; forgotten with the person. */
final class HeapStore implements BytesStore {

  private final TreeMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte[] get(byte[] key) {
    return values.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  void forEach(BiConsumer<? super byte[], ? super byte[]> told) {
    values.forEach(told);
  }

  void clear() {
    values.clear();
  }
}
