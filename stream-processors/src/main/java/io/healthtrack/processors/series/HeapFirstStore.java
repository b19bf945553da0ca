package io.healthtrack.processors.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * A store whose values stay on the heap as long as they are asked for, and go below, into store and
 * changelog, before each commit and in one batch. It does what Kafka Streams' own cache does, for
 * one thread and without sorting keys, which is what that one spends its time on.
 *
 * <p>Ranges are read below, after what changed has been written there.
 *
 * <p>{@code CachedStateStore} is how Kafka Streams knows what to call before a commit. It is no
 * public interface; a version that calls it differently fails {@code HeapFirstStoreTest}.
 */
final class HeapFirstStore
    implements KeyValueStore<byte[], byte[]>, CachedStateStore<byte[], byte[]> {

  /** Entries that stay however little heap there is. */
  static final int FLOOR = 64;

  /** What an entry takes beside its key and its value. */
  private static final int OVERHEAD = 144;

  private final KeyValueStore<byte[], byte[]> below;
  private final HeapBudget budget;
  private final Map<Key, Entry> entries = new HashMap<>();
  private final Key probe = new Key();
  // A ring of all entries; after it comes the one asked for last.
  private final Entry ring = new Entry();
  private List<Entry> changed = new ArrayList<>();
  private long bytes;

  HeapFirstStore(KeyValueStore<byte[], byte[]> below, HeapBudget budget) {
    this.below = below;
    this.budget = budget;
    ring.older = ring;
    ring.newer = ring;
  }

  @Override
  public byte[] get(byte[] key) {
    return find(key).value;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    Entry entry = entries.get(probe.of(key));
    if (entry == null) {
      add(key, value);
    } else {
      account(size(value) - size(entry.value));
      entry.value = value;
      touch(entry);
    }
    change(ring.older);
  }

  @Override
  public byte[] putIfAbsent(byte[] key, byte[] value) {
    byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<byte[], byte[]>> pairs) {
    pairs.forEach(pair -> put(pair.key, pair.value));
  }

  @Override
  public byte[] delete(byte[] key) {
    byte[] before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public void flushCache() {
    if (changed.isEmpty()) {
      return;
    }
    List<KeyValue<byte[], byte[]>> pairs = new ArrayList<>(changed.size());
    for (Entry entry : changed) {
      // One that was written early, to make room, is not changed any more.
      if (entry.changed) {
        entry.changed = false;
        pairs.add(new KeyValue<>(entry.key.bytes, entry.value));
      }
    }
    changed.clear();
    below.putAll(pairs);
  }

  @Override
  public void clearCache() {
    entries.clear();
    changed.clear();
    ring.older = ring;
    ring.newer = ring;
    budget.take(-bytes);
    bytes = 0;
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
    flushCache();
    return below.range(from, to);
  }

  @Override
  public KeyValueIterator<byte[], byte[]> all() {
    flushCache();
    return below.all();
  }

  @Override
  public <S extends Serializer<P>, P> KeyValueIterator<byte[], byte[]> prefixScan(
      P prefix, S serializer) {
    flushCache();
    return below.prefixScan(prefix, serializer);
  }

  @Override
  public long approximateNumEntries() {
    flushCache();
    return below.approximateNumEntries();
  }

  @Override
  public String name() {
    return below.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    below.init(context, root);
  }

  @Override
  public void commit(Map<TopicPartition, Long> offsets) {
    flushCache();
    below.commit(offsets);
  }

  // Deprecated from its first day on: in the end every store does. As long as it is asked, the one
  // below answers.
  @Override
  @SuppressWarnings("deprecation")
  public boolean managesOffsets() {
    return below.managesOffsets();
  }

  @Override
  public Long committedOffset(TopicPartition partition) {
    return below.committedOffset(partition);
  }

  @Override
  public void close() {
    // What was not written is of records that were not committed.
    clearCache();
    below.close();
  }

  @Override
  public boolean persistent() {
    return below.persistent();
  }

  @Override
  public boolean isOpen() {
    return below.isOpen();
  }

  private Entry find(byte[] key) {
    Entry entry = entries.get(probe.of(key));
    if (entry == null) {
      // That there is nothing is worth remembering too.
      return add(key, below.get(key));
    }
    touch(entry);
    return entry;
  }

  private Entry add(byte[] key, byte[] value) {
    Entry entry = new Entry();
    entry.key = new Key().of(key);
    entry.value = value;
    entries.put(entry.key, entry);
    link(entry);
    account(OVERHEAD + key.length + size(value));
    while (budget.isSpent() && entries.size() > FLOOR) {
      letGo(ring.newer);
    }
    return entry;
  }

  private void letGo(Entry eldest) {
    if (eldest.changed) {
      eldest.changed = false;
      below.put(eldest.key.bytes, eldest.value);
    }
    unlink(eldest);
    entries.remove(eldest.key);
    account(-OVERHEAD - eldest.key.bytes.length - size(eldest.value));
  }

  private void change(Entry entry) {
    if (!entry.changed) {
      entry.changed = true;
      changed.add(entry);
    }
  }

  private void touch(Entry entry) {
    if (ring.older != entry) {
      unlink(entry);
      link(entry);
    }
  }

  private void link(Entry entry) {
    entry.older = ring.older;
    entry.newer = ring;
    ring.older.newer = entry;
    ring.older = entry;
  }

  private static void unlink(Entry entry) {
    entry.older.newer = entry.newer;
    entry.newer.older = entry.older;
  }

  private void account(long more) {
    bytes += more;
    budget.take(more);
  }

  private static int size(byte[] value) {
    return value == null ? 0 : value.length;
  }

  private static final class Entry {
    private Key key;
    private byte[] value;
    private boolean changed;
    private Entry older;
    private Entry newer;
  }

  /** Bytes by their content. The hash is kept, because keys are looked up far oftener than made. */
  private static final class Key {
    private byte[] bytes;
    private int hash;

    Key of(byte[] key) {
      bytes = key;
      hash = Arrays.hashCode(key);
      return this;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }
  }
}
