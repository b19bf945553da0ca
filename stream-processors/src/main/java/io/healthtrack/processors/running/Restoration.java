package io.healthtrack.processors.running;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.TaskId;

/** How far the stores of one application are from their changelogs, and how long that takes. */
final class Restoration implements StateRestoreListener, StandbyUpdateListener {

  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Long> remaining = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> behind = new ConcurrentHashMap<>();
  private long begun;
  private long restored;
  private volatile long lastRestored;
  private volatile long lastNanos;
  private volatile boolean restoring;

  Restoration(String application, MeterRegistry meters, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    Gauge.builder("healthtrack.streams.restore.remaining.records", this, it -> it.remaining())
        .description("Changelog records still to be read before processing goes on")
        .tag("application", application)
        .register(meters);
    TimeGauge.builder(
            "healthtrack.streams.restore", this, TimeUnit.NANOSECONDS, it -> it.duration())
        .description("How long the restoration under way, or the last one, has taken")
        .tag("application", application)
        .register(meters);
    Gauge.builder("healthtrack.streams.restored.records", this, it -> it.lastRestored)
        .description("Changelog records that the last restoration read")
        .tag("application", application)
        .register(meters);
    Gauge.builder("healthtrack.streams.standby.lag.records", this, it -> it.standbyLag())
        .description("Changelog records that the standby stores of this process are behind")
        .tag("application", application)
        .register(meters);
  }

  /** Records still to be read; 0 when nothing is being restored. */
  long remaining() {
    return remaining.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the application waits for its stores. */
  boolean restoring() {
    return restoring;
  }

  /** Records that the last restoration read, over all stores. */
  long lastRestored() {
    return lastRestored;
  }

  long standbyLag() {
    return behind.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Every store is as its changelog: the stores of one task may be done long before others'. */
  synchronized void over() {
    if (restoring) {
      remaining.clear();
      restoring = false;
      lastRestored = restored;
      lastNanos = nanoTime.getAsLong() - begun;
    }
  }

  /** The application is gone, and its stores with it. */
  synchronized void reset() {
    remaining.clear();
    behind.clear();
    restoring = false;
  }

  @Override
  public synchronized void onRestoreStart(
      TopicPartition changelog, String store, long startingOffset, long endingOffset) {
    if (!restoring) {
      begun = nanoTime.getAsLong();
      restored = 0;
      restoring = true;
    }
    // It may have been a standby until now.
    behind.remove(changelog);
    remaining.put(changelog, Math.max(0, endingOffset - startingOffset));
  }

  @Override
  public synchronized void onBatchRestored(
      TopicPartition changelog, String store, long batchEndOffset, long records) {
    restored += records;
    // Markers of transactions are offsets without records: the end says better when it is done.
    remaining.computeIfPresent(changelog, (key, left) -> Math.max(0, left - records));
  }

  @Override
  public synchronized void onRestoreEnd(
      TopicPartition changelog, String store, long totalRestored) {
    remaining.remove(changelog);
  }

  @Override
  public synchronized void onRestoreSuspended(
      TopicPartition changelog, String store, long totalRestored) {
    remaining.remove(changelog);
  }

  @Override
  public void onUpdateStart(TopicPartition changelog, String store, long startingOffset) {
    behind.put(changelog, 0L);
  }

  @Override
  public void onBatchLoaded(
      TopicPartition changelog,
      String store,
      TaskId task,
      long batchEndOffset,
      long batchSize,
      long currentEndOffset) {
    behind.put(changelog, Math.max(0, currentEndOffset - batchEndOffset - 1));
  }

  @Override
  public void onUpdateSuspended(
      TopicPartition changelog,
      String store,
      long storeOffset,
      long currentEndOffset,
      SuspendReason reason) {
    behind.remove(changelog);
  }

  private synchronized double duration() {
    return restoring ? nanoTime.getAsLong() - begun : lastNanos;
  }
}
