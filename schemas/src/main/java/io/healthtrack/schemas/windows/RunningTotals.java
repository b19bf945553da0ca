package io.healthtrack.schemas.windows;

import io.healthtrack.schemas.metrics.Metric;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Running totals of one person and metric, whatever devices counted: a function of their
 * <em>set</em>, whatever order they are added in. Not safe for use by several threads.
 */
public final class RunningTotals {

  private final Metric metric;
  private final Map<UUID, TreeMap<Long, RunningTotal>> counters = new HashMap<>();

  /** No totals. */
  public RunningTotals(Metric metric) {
    this.metric = metric;
  }

  /** Adds a total that {@link RunningTotal#takes} takes. */
  public void add(RunningTotal total) {
    counters
        .computeIfAbsent(total.deviceId(), unseen -> new TreeMap<>())
        .merge(total.measuredAt(), total, RunningTotal::or);
  }

  /** Tells of what was counted between each total and the one before it, device by device. */
  public void forEachAmount(Consumer<WindowReading> amounts) {
    for (TreeMap<Long, RunningTotal> counter : counters.values()) {
      RunningTotal before = null;
      for (RunningTotal total : counter.values()) {
        if (before != null) {
          total.since(before, metric).ifPresent(amounts);
        }
        before = total;
      }
    }
  }
}
