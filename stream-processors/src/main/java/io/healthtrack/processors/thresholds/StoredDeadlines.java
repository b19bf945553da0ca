package io.healthtrack.processors.thresholds;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deadlines in a store of their own. Their keys begin with times, not with people: the entry of
 * somebody who was erased stays until it is due, a day at most in practice, and finds nothing.
 */
final class StoredDeadlines implements Deadlines {

  static final String STORE = "deadlines";

  private static final byte[] NOTHING = {};
  private static final byte[] FIRST = new byte[Long.BYTES];

  private final KeyValueStore<byte[], byte[]> store;

  StoredDeadlines(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  @Override
  public void add(byte[] key) {
    store.put(key, NOTHING);
  }

  @Override
  public void remove(byte[] key) {
    store.delete(key);
  }

  @Override
  public List<byte[]> upTo(byte[] last, int most) {
    List<byte[]> keys = new ArrayList<>(0);
    try (KeyValueIterator<byte[], byte[]> due = store.range(FIRST, last)) {
      while (due.hasNext() && keys.size() < most) {
        keys.add(due.next().key);
      }
    }
    return keys;
  }
}
