package io.healthtrack.local.accounting;

import io.healthtrack.avro.Tally;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.schemas.topics.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts what gateways accepted: the records of {@code readings.raw} but for the ticks of the
 * clock. Its writers use no transactions, so every offset was a record, and those that retention
 * has deleted since are counted too; how many of them were ticks only validation's tally knows.
 * Keeps its place, so that counting again reads only what is new.
 */
final class AcceptedCounter implements AutoCloseable {
  private final CommittedConsumer<byte[]> consumer;
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();

  AcceptedCounter(String bootstrap) {
    consumer =
        new CommittedConsumer<>(
            bootstrap, List.of(Topics.READINGS_RAW), From.BEGINNING, new ByteArrayDeserializer());
    consumer.beginnings().forEach((place, first) -> partitions.put(place, new Partition(first)));
  }

  /** How many there are now, as far as the tallies are up to date. */
  long count(Tallies tallies) {
    consumer.readToEnd(
        taken -> partitions.get(new TopicPartition(taken.topic(), taken.partition())).add(taken));
    long count = 0;
    for (Map.Entry<TopicPartition, Partition> each : partitions.entrySet()) {
      TopicPartition place = each.getKey();
      count +=
          each.getValue().count(tallies.newest("validation", place.topic(), place.partition()));
    }
    return count;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static final class Partition {
    private final long first;
    private long readings;
    private long ticksBelow;
    private final Deque<Long> ticksAbove = new ArrayDeque<>();

    private Partition(long first) {
      this.first = first;
    }

    private void add(ConsumerRecord<byte[], byte[]> taken) {
      if (taken.value() == null) {
        ticksAbove.add(taken.offset());
      } else {
        readings++;
      }
    }

    private long count(Tally tally) {
      long countedTo = tally == null ? 0 : tally.getCountedTo();
      while (!ticksAbove.isEmpty() && ticksAbove.peek() < countedTo) {
        ticksAbove.remove();
        ticksBelow++;
      }
      long expiredTicks = tally == null ? 0 : Math.max(0, tally.getPassedOver() - ticksBelow);
      return first == 0 ? readings : readings + first - Math.min(first, expiredTicks);
    }
  }
}
