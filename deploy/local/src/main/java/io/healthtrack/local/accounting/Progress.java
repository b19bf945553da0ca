package io.healthtrack.local.accounting;

import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.topics.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far the stages have come, from committed data. For one thread at a time. */
public final class Progress implements AutoCloseable {

  private final Tallies tallies;
  private final CommittedConsumer<byte[]> ends;

  private Progress(Endpoints endpoints) {
    tallies = new Tallies(endpoints.kafka(), endpoints.registry());
    ends =
        new CommittedConsumer<>(
            endpoints.kafka(),
            List.of(Topics.READINGS_VALID, Topics.READINGS_QUARANTINED),
            From.NOW,
            new ByteArrayDeserializer());
  }

  /** Of a running HealthTrack. */
  public static Progress open(Endpoints endpoints) {
    return new Progress(endpoints);
  }

  /**
   * Whether a stage has counted its partitions up to these offsets.
   *
   * @param upTo the first offset that need not be counted, by partition
   */
  public boolean counted(String stage, String topic, Map<Integer, Long> upTo) {
    tallies.refresh();
    return upTo.entrySet().stream()
        .allMatch(wanted -> tallies.countedTo(stage, topic, wanted.getKey()) >= wanted.getValue());
  }

  /** Where what validation has passed on and refused ends now. */
  public Map<TopicPartition, Long> ends() {
    return ends.ends();
  }

  @Override
  public void close() {
    tallies.close();
    ends.close();
  }
}
