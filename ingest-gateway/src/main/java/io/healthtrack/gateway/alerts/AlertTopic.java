package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.schemas.topics.Topics;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The alert topics: one for each severity, each with a right of its own. */
public enum AlertTopic {
  /** {@code alerts.critical}. */
  CRITICAL(0, Topics.ALERTS_CRITICAL.name(), Scope.ALERTS_CRITICAL_READ),
  /** {@code alerts.warning}. */
  WARNING(1, Topics.ALERTS_WARNING.name(), Scope.ALERTS_WARNING_READ),
  /** {@code alerts.info}. */
  INFO(2, Topics.ALERTS_INFO.name(), Scope.ALERTS_INFO_READ);

  private final int place;
  private final String topic;
  private final Scope scope;
  private final String code = name().toLowerCase(Locale.ROOT);

  AlertTopic(int place, String topic, Scope scope) {
    this.place = place;
    this.topic = topic;
    this.scope = scope;
  }

  /** The topic's name. */
  public String topic() {
    return topic;
  }

  /** What one must be allowed to read it. */
  public Scope scope() {
    return scope;
  }

  /** The severity, as events write it. */
  public String code() {
    return code;
  }

  /** The topic of a severity, as events write it. */
  public static Optional<AlertTopic> ofCode(String code) {
    return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
  }

  /**
   * The topic where an episode is told after this event. A change of severity is told in the old
   * one too; what is known from old data only is told in info.
   */
  public static AlertTopic after(AlertEvent event) {
    return event.getRetrospective() ? INFO : ofCode(event.getSeverity()).orElse(INFO);
  }

  /** Its place in a position; never changes. */
  int place() {
    return place;
  }

  static AlertTopic ofTopic(String name) {
    for (AlertTopic one : values()) {
      if (one.topic.equals(name)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no alert topic: " + name);
  }
}
