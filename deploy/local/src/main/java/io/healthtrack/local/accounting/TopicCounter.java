package io.healthtrack.local.accounting;

import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.schemas.topics.Topic;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the committed records of a topic by reading them: offsets also number transaction markers
 * and aborted records. Keeps its place, so that counting again reads only what is new.
 */
final class TopicCounter implements AutoCloseable {
  private final CommittedConsumer<byte[]> consumer;
  private long count;

  TopicCounter(String bootstrap, Topic topic) {
    this.consumer =
        new CommittedConsumer<>(
            bootstrap, List.of(topic), From.BEGINNING, new ByteArrayDeserializer());
  }

  /** How many there are now. */
  long count() {
    consumer.readToEnd(ignored -> count++);
    return count;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
