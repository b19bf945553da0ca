package io.healthtrack.processors.series;

/**
 * A store's values as objects that may be changed in place. Whoever changes one puts it again:
 * nothing else tells the store. The same object is handed out until the store lets it go, and a
 * changed one is written before each commit.
 *
 * @param <V> the objects
 */
public interface LiveStore<V> {

  /** What is held under a key; null for nothing. */
  V get(byte[] key);

  /** Holds an object, from now on or once more. */
  void put(byte[] key, V value);

  /** Holds nothing any more. */
  void delete(byte[] key);
}
