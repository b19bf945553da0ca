package io.healthtrack.processors.series;

import io.healthtrack.processors.series.HeapEntries.Entry;
import java.util.ArrayList;
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

  private final KeyValueStore<byte[], byte[]> below;
  private final HeapEntries entries;
  private final List<Entry> changed = new ArrayList<>();
  private Codec<Object> codec;

  HeapFirstStore(KeyValueStore<byte[], byte[]> below, HeapBudget budget) {
    this.below = below;
    entries = new HeapEntries(budget);
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
          entries.weigh(entry);
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
        pairs.add(new KeyValue<>(entry.key(), bytes(entry)));
      }
    }
    changed.clear();
    below.putAll(pairs);
  }

  @Override
  public void clearCache() {
    entries.clear();
    changed.clear();
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
    Entry entry = entries.find(key);
    if (entry == null) {
      // That there is nothing is worth remembering too.
      entry = new Entry(key);
      entry.value = below.get(key);
      add(entry);
    }
    return entry;
  }

  private void set(byte[] key, byte[] value, Object live) {
    Entry found = entries.find(key);
    Entry entry = found == null ? new Entry(key) : found;
    entry.value = value;
    entry.live = live;
    if (!entry.changed) {
      entry.changed = true;
      changed.add(entry);
    }
    if (found == null) {
      add(entry);
    } else {
      entries.weigh(entry);
    }
  }

  /** What is to be stored of an entry; written now if only the object was at hand. */
  private byte[] bytes(Entry entry) {
    if (entry.value == null && entry.live != null) {
      entry.value = codec.write(entry.live);
      entries.weigh(entry);
    }
    return entry.value;
  }

  private void add(Entry entry) {
    entries.add(entry);
    Entry eldest;
    while ((eldest = entries.tooMuch(FLOOR)) != null) {
      if (eldest.changed) {
        eldest.changed = false;
        below.put(eldest.key(), bytes(eldest));
      }
      entries.remove(eldest);
    }
  }
}
