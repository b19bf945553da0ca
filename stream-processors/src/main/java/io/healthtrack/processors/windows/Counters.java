package io.healthtrack.processors.windows;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.windows.RunningTotal;
import io.healthtrack.schemas.windows.WindowLength;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Turns running totals into amounts: of each counter the newest totals are remembered, and a newer
 * one is worth its difference from the one before. What a total says about time that was counted
 * already (it comes late, or the one before it is not known here) is left to the table, hour by
 * hour: there {@link io.healthtrack.schemas.windows.RunningTotals} makes the same amounts of all
 * totals stored.
 */
final class Counters {

  /** Totals remembered of a counter, so that a late one mostly finds its neighbours. */
  static final int KEPT = 8;

  private static final byte LAYOUT = 1;
  private static final int TOTAL_BYTES = 4 * Long.BYTES;
  private static final WindowLength HOUR = WindowLength.HOUR;

  private final KeyValueStore<byte[], byte[]> store;
  private final PersonWindows windows;

  Counters(KeyValueStore<byte[], byte[]> store, PersonWindows windows) {
    this.store = store;
    this.windows = windows;
  }

  /**
   * Takes a total that {@link RunningTotal#takes} takes.
   *
   * @param knownFrom start of the first hour of which this state knows everything
   */
  void take(UUID user, String tenant, Metric metric, RunningTotal total, long knownFrom) {
    byte[] key = WindowKey.counter(user, metric.id(), total.deviceId());
    NavigableMap<Long, RunningTotal> kept = read(total.deviceId(), store.get(key));
    long at = total.measuredAt();
    RunningTotal same = kept.get(at);
    if (same != null && total.or(same).equals(same)) {
      return;
    }
    kept.put(at, total);
    Map.Entry<Long, RunningTotal> before = kept.lowerEntry(at);
    Map.Entry<Long, RunningTotal> after = kept.higherEntry(at);
    // What was measured longer ago than its reach makes no amount with it.
    long reach = RunningTotal.reach(metric);
    long from = before == null ? at - reach : Math.max(before.getKey(), at - reach);
    if (same == null && after == null && from >= knownFrom) {
      if (before != null) {
        total
            .since(before.getValue(), metric)
            .ifPresent(amount -> windows.take(user, tenant, metric, amount, knownFrom));
      }
    } else {
      long until = after == null ? at : Math.min(after.getKey(), at + reach);
      windows.leaveToTable(
          user, tenant, metric, HOUR.start(from), HOUR.start(Math.max(from, until - 1)));
    }
    while (kept.size() > KEPT) {
      kept.pollFirstEntry();
    }
    store.put(key, write(kept));
  }

  private static NavigableMap<Long, RunningTotal> read(UUID device, byte[] stored) {
    TreeMap<Long, RunningTotal> totals = new TreeMap<>();
    if (stored == null) {
      return totals;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    byte layout = bytes.get();
    if (layout != LAYOUT) {
      throw new IllegalStateException("counters are stored in layout " + layout);
    }
    while (bytes.hasRemaining()) {
      UUID id = new UUID(bytes.getLong(), bytes.getLong());
      RunningTotal total = new RunningTotal(id, device, bytes.getLong(), bytes.getDouble());
      totals.put(total.measuredAt(), total);
    }
    return totals;
  }

  private static byte[] write(NavigableMap<Long, RunningTotal> totals) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + totals.size() * TOTAL_BYTES).put(LAYOUT);
    for (RunningTotal total : totals.values()) {
      bytes
          .putLong(total.readingId().getMostSignificantBits())
          .putLong(total.readingId().getLeastSignificantBits())
          .putLong(total.measuredAt())
          .putDouble(total.value());
    }
    return bytes.array();
  }
}
