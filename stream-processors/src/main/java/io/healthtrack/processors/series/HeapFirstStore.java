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
 * <p>Beside its bytes an entry may hold the object that they stand for, see {@link #live}: it is
 * read from bytes once and written once before a commit, however often it changes in between.
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

  /** What an object takes at least. */
  private static final int LIVE = 256;

  private static final byte[] NONE = {};

  private final KeyValueStore<byte[], byte[]> below;
  private final HeapBudget budget;
  private final Map<Key, Entry> entries = new HashMap<>();
  private final Key probe = new Key();
  // A ring of all entries; after it comes the one asked for last.
  private final Entry ring = new Entry(NONE);
  private final List<Entry> changed = new ArrayList<>();
  private Codec<Object> codec;
  private long bytes;

  HeapFirstStore(KeyValueStore<byte[], byte[]> below, HeapBudget budget) {
    this.below = below;
    this.budget = budget;
    ring.older = ring;
    ring.newer = ring;
  }

  /** The values as objects. There is one codec for a store. */
  @SuppressWarnings("unchecked") // what this codec has read is all that it is given to write
  <V> LiveStore<V> live(Codec<V> ofValues) {
    codec = (Codec<Object>) ofValues;
    return new LiveStore<>() {
      @Override
      public V get(byte[] key) {
        Entry entry = find(key);
        if (entry.live == null && entry.value != null) {
          entry.live = codec.read(key, entry.value);
          weigh(entry);
        }
        return (V) entry.live;
      }

      @Override
      public void put(byte[] key, V value) {
        set(key, null, value);
      }

      @Override
      public void delete(byte[] key) {
        set(key, null, null);
      }
    };
  }

  @Override
  public byte[] get(byte[] key) {
    return bytes(find(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    set(key, value, null);
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
        pairs.add(new KeyValue<>(entry.key.bytes, bytes(entry)));
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
      entry = new Entry(key);
      entry.value = below.get(key);
      add(entry);
    } else {
      touch(entry);
    }
    return entry;
  }

  private void set(byte[] key, byte[] value, Object live) {
    Entry entry = entries.get(probe.of(key));
    boolean added = entry == null;
    if (added) {
      entry = new Entry(key);
    }
    entry.value = value;
    entry.live = live;
    if (!entry.changed) {
      entry.changed = true;
      changed.add(entry);
    }
    if (added) {
      add(entry);
    } else {
      weigh(entry);
      touch(entry);
    }
  }

  /** What is to be stored of an entry; written now if only the object was at hand. */
  private byte[] bytes(Entry entry) {
    if (entry.value == null && entry.live != null) {
      entry.value = codec.write(entry.live);
      weigh(entry);
    }
    return entry.value;
  }

  private void add(Entry entry) {
    entries.put(entry.key, entry);
    link(entry);
    weigh(entry);
    while (budget.isSpent() && entries.size() > FLOOR) {
      letGo(ring.newer);
    }
  }

  private void letGo(Entry eldest) {
    if (eldest.changed) {
      eldest.changed = false;
      below.put(eldest.key.bytes, bytes(eldest));
    }
    unlink(eldest);
    entries.remove(eldest.key);
    account(-eldest.weight);
  }

  private void weigh(Entry entry) {
    int size = entry.value == null ? 0 : entry.value.length;
    int weight =
        OVERHEAD + entry.key.bytes.length + size + (entry.live == null ? 0 : 3 * size + LIVE);
    account(weight - entry.weight);
    entry.weight = weight;
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

  private static final class Entry {
    private final Key key = new Key();
    private byte[] value;
    // With a value: what it stands for. Without: what there is instead of it.
    private Object live;
    private int weight;
    private boolean changed;
    private Entry older;
    private Entry newer;

    Entry(byte[] bytes) {
      key.of(bytes);
    }
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
