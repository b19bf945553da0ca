package io.healthtrack.gateway.alerts;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Brings together what one partition number holds in the three topics. One task writes all three,
 * so the time of evaluation says what came first; within a topic the offset does.
 */
final class InOrder {

  private static final Comparator<Alert> EARLIER =
      Comparator.comparing((Alert alert) -> alert.event().getEvaluatedAt())
          .thenComparingInt(alert -> alert.event().getRevision())
          .thenComparing(Alert::topic);

  private final Map<AlertTopic, Deque<Alert>> waiting = new EnumMap<>(AlertTopic.class);

  InOrder() {
    for (AlertTopic topic : AlertTopic.values()) {
      waiting.put(topic, new ArrayDeque<>());
    }
  }

  void add(Alert alert) {
    waiting.get(alert.topic()).add(alert);
  }

  boolean holds(AlertTopic topic) {
    return !waiting.get(topic).isEmpty();
  }

  /** The next one, or null: there is none, or an earlier one of an unread topic may still come. */
  Alert next(Predicate<AlertTopic> unread) {
    Alert first = null;
    for (Map.Entry<AlertTopic, Deque<Alert>> topic : waiting.entrySet()) {
      Alert head = topic.getValue().peek();
      if (head == null && unread.test(topic.getKey())) {
        return null;
      }
      if (head != null && (first == null || EARLIER.compare(head, first) < 0)) {
        first = head;
      }
    }
    if (first != null) {
      waiting.get(first.topic()).remove();
    }
    return first;
  }
}
