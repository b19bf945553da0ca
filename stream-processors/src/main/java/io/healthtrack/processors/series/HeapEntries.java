package io.healthtrack.processors.series;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The entries of one store on the heap, by key and in the order in which they were asked for. */
final class HeapEntries {

  /** What an entry takes beside its key and its value. */
  private static final int OVERHEAD = 144;

  /** What an object takes at least. */
  private static final int LIVE = 256;

  private final HeapBudget budget;
  private final Map<Key, Entry> entries = new HashMap<>();
  private final Key probe = new Key();
  // A ring of all entries; before it comes the one asked for last, after it the eldest.
  private final Entry ring = new Entry(new byte[0]);
  private long bytes;

  HeapEntries(HeapBudget budget) {
    this.budget = budget;
    clear();
  }

  /** The entry of a key, now the one asked for last; null for none. */
  Entry find(byte[] key) {
    Entry entry = entries.get(probe.of(key));
    if (entry != null && ring.older != entry) {
      unlink(entry);
      link(entry);
    }
    return entry;
  }

  void add(Entry entry) {
    entries.put(entry.key, entry);
    link(entry);
    weigh(entry);
  }

  /** The one not asked for longest, where the process has too much and this store enough. */
  Entry tooMuch(int floor) {
    return budget.isSpent() && entries.size() > floor ? ring.newer : null;
  }

  void remove(Entry entry) {
    unlink(entry);
    entries.remove(entry.key);
    account(-entry.weight);
  }

  /** Takes note of what an entry takes now. */
  void weigh(Entry entry) {
    int size = entry.value == null ? 0 : entry.value.length;
    int weight =
        OVERHEAD + entry.key.bytes.length + size + (entry.live == null ? 0 : 3 * size + LIVE);
    account(weight - entry.weight);
    entry.weight = weight;
  }

  void clear() {
    entries.clear();
    ring.older = ring;
    ring.newer = ring;
    account(-bytes);
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

  /** What is held under a key, which may be that there is nothing. */
  static final class Entry {
    private final Key key = new Key();

    /** As stored; null for nothing, or where only the object is at hand. */
    byte[] value;

    /** With a value: what it stands for. Without: what there is instead of it. */
    Object live;

    /** Whether it has to be written. */
    boolean changed;

    private int weight;
    private Entry older;
    private Entry newer;

    Entry(byte[] bytes) {
      key.of(bytes);
    }

    byte[] key() {
      return key.bytes;
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
