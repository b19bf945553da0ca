package io.healthtrack.processors.thresholds;

/** What the rules remember between readings: the topology's store, or a backtest's. */
public interface BytesStore {

  /** What was put under the key last; null without. */
  byte[] get(byte[] key);

  /** Keeps a value in the place of what was there; null forgets it. */
  void put(byte[] key, byte[] value);
}
