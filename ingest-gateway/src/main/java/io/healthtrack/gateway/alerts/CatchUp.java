package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads for one client what it missed, from the topics themselves, one partition number at a time.
 */
public final class CatchUp implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  private final AlertReader reader;
  private final AlertPeople people;
  private final Consumer<byte[], byte[]> consumer;
  private final Wish wish;
  private final Runnable afterwards;
  private Position reached;

  CatchUp(AlertReader reader, AlertPeople people, Wish wish, Position from, Runnable afterwards) {
    this.reader = reader;
    this.people = people;
    this.consumer = reader.open();
    this.wish = wish;
    this.reached = from;
    this.afterwards = afterwards;
  }

  /** Takes what was missed. */
  @FunctionalInterface
  public interface Taker {
    /** The next event. */
    void take(Alert alert) throws IOException;
  }

  /** Whether the topics still hold everything from there on. */
  boolean complete() {
    List<TopicPartition> all = AlertReader.partitions(consumer);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    for (TopicPartition one : all) {
      long next = reached.next(AlertTopic.ofTopic(one.topic()), one.partition());
      if (next < beginnings.get(one) || next > ends.get(one)) {
        return false;
      }
    }
    return true;
  }

  void fromBeginning() {
    List<TopicPartition> all = AlertReader.partitions(consumer);
    for (Map.Entry<TopicPartition, Long> first : consumer.beginningOffsets(all).entrySet()) {
      TopicPartition one = first.getKey();
      reached = reached.with(AlertTopic.ofTopic(one.topic()), one.partition(), first.getValue());
    }
  }

  /** What has been read. */
  public Position reached() {
    return reached;
  }

  /** Reads on. */
  public void readUntil(Position end, Taker taker) throws IOException {
    for (int partition = 0; partition < end.partitions(); partition++) {
      List<TopicPartition> behind = new ArrayList<>();
      for (AlertTopic topic : AlertTopic.values()) {
        if (reached.next(topic, partition) < end.next(topic, partition)) {
          behind.add(new TopicPartition(topic.topic(), partition));
        }
      }
      if (!behind.isEmpty()) {
        read(behind, partition, end, taker);
      }
    }
  }

  private void read(List<TopicPartition> behind, int partition, Position end, Taker taker)
      throws IOException {
    consumer.assign(behind);
    for (TopicPartition one : behind) {
      consumer.seek(one, reached.next(AlertTopic.ofTopic(one.topic()), partition));
    }
    InOrder events = new InOrder();
    while (true) {
      for (Alert next = events.next(topic -> unread(behind, topic, partition, end));
          next != null;
          next = events.next(topic -> unread(behind, topic, partition, end))) {
        reached = reached.with(next.topic(), partition, next.offset() + 1);
        if (wish.wants(next) && people.toBeTold(next.event())) {
          taker.take(next.at(reached));
        }
      }
      if (behind.stream()
          .noneMatch(one -> unread(behind, AlertTopic.ofTopic(one.topic()), partition, end))) {
        break;
      }
      // Whatever waits for the others is not read further: the heap is bounded.
      consumer.resume(behind);
      consumer.pause(
          behind.stream().filter(one -> events.holds(AlertTopic.ofTopic(one.topic()))).toList());
      for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
        AlertTopic topic = AlertTopic.ofTopic(entry.topic());
        AlertEvent event = entry.offset() < end.next(topic, partition) ? reader.event(entry) : null;
        if (event != null) {
          events.add(new Alert(event, topic, partition, entry.offset(), null));
        }
      }
    }
    for (TopicPartition one : behind) {
      AlertTopic topic = AlertTopic.ofTopic(one.topic());
      reached = reached.with(topic, partition, end.next(topic, partition));
    }
  }

  private boolean unread(
      List<TopicPartition> behind, AlertTopic topic, int partition, Position end) {
    TopicPartition one = new TopicPartition(topic.topic(), partition);
    return behind.contains(one) && consumer.position(one) < end.next(topic, partition);
  }

  @Override
  public void close() {
    try {
      consumer.close();
    } finally {
      afterwards.run();
    }
  }
}
