package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import java.util.function.Function;

/** An event as it came from its topic, and how far everything was read with it. */
public final class Alert {

  private final AlertEvent event;
  private final AlertTopic topic;
  private final int partition;
  private final long offset;
  private final Position after;
  private byte[] written;

  Alert(AlertEvent event, AlertTopic topic, int partition, long offset, Position after) {
    this.event = event;
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.after = after;
  }

  /** What happened. */
  public AlertEvent event() {
    return event;
  }

  /** Where it was told. */
  public AlertTopic topic() {
    return topic;
  }

  /** From where on to read, once this was taken. */
  public Position after() {
    return after;
  }

  /** Its form on the wire, made once for all who get it. */
  public synchronized byte[] written(Function<Alert, byte[]> form) {
    if (written == null) {
      written = form.apply(this);
    }
    return written;
  }

  int partition() {
    return partition;
  }

  long offset() {
    return offset;
  }

  Alert at(Position position) {
    return new Alert(event, topic, partition, offset, position);
  }

  boolean isBefore(Position position) {
    return offset < position.next(topic, partition);
  }
}
