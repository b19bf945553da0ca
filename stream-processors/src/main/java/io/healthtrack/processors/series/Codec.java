package io.healthtrack.processors.series;

/**
 * How a store's values are written.
 *
 * @param <V> the objects; equal bytes stand for equal ones
 */
public interface Codec<V> {

  /** Reads what was stored under a key. */
  V read(byte[] key, byte[] stored);

  /** Writes it; not null. */
  byte[] write(V value);
}
