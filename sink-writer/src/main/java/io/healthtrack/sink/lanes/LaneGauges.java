package io.healthtrack.sink.lanes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What all writers of one lane and database show together. */
public final class LaneGauges {

  /**
   * One writer's part.
   *
   * @param lag offsets to the ends of its partitions
   * @param paused 1 while it does not write
   */
  record Writer(AtomicLong lag, AtomicLong paused) {}

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Writer> writers = new CopyOnWriteArrayList<>();

  /** Registers them under these tags, which name the lane and, where there are several, shard. */
  public LaneGauges(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
    Gauge.builder(
            "healthtrack.sink.lag",
            writers,
            all -> all.stream().mapToLong(w -> w.lag().get()).sum())
        .description("Offsets between the lane and the end of its topics.")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    Gauge.builder(
            "healthtrack.sink.paused",
            writers,
            all -> all.stream().mapToLong(w -> w.paused().get()).max().orElse(1))
        .description("1 while the lane, or one of its writers, does not write.")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  Tags tags() {
    return tags;
  }

  Writer writer() {
    Writer writer = new Writer(new AtomicLong(), new AtomicLong(1));
    writers.add(writer);
    return writer;
  }
}
