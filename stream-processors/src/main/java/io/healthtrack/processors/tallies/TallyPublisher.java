package io.healthtrack.processors.tallies;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Publishes a stage's tally every second in which it changed. */
public final class TallyPublisher {

  /** How often. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  private TallyPublisher() {}

  /** Schedules the publication for as long as the task lives. */
  public static void schedule(
      ProcessorContext<Object, SpecificRecord> context, StageTally tally, String sink) {
    context.schedule(
        INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          if (tally.changed()) {
            context.forward(new Record<>(tally.key(), tally.publication(now * 1_000), now), sink);
          }
        });
  }
}
