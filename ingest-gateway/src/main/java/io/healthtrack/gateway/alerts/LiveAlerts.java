package io.healthtrack.gateway.alerts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Hands what the feed reads to everybody who is subscribed, and keeps the last of it: whoever comes
 * back soon needs nothing from Kafka.
 */
final class LiveAlerts {

  static final int KEPT = 512;

  private final Deque<Alert> recent = new ArrayDeque<>();
  private final Set<Subscription> subscriptions = new HashSet<>();
  private Position floor;
  private Position position;
  private boolean closed;

  /** Reading begins here. */
  synchronized void begin(Position start) {
    if (position == null) {
      floor = start;
      position = start;
    }
  }

  /** How far everything was read; null before the beginning. */
  synchronized Position position() {
    return position;
  }

  /** An event that the topics hold; one that was there before is not told again. */
  synchronized void publish(Alert bare) {
    if (bare.isBefore(position)) {
      return;
    }
    position = position.with(bare.topic(), bare.partition(), bare.offset() + 1);
    Alert alert = bare.at(position);
    recent.add(alert);
    if (recent.size() > KEPT) {
      Alert oldest = recent.remove();
      floor = floor.with(oldest.topic(), oldest.partition(), oldest.offset() + 1);
    }
    subscriptions.removeIf(subscription -> !subscription.offer(alert));
  }

  /** Everything before it was published, or is nobody's. */
  synchronized void advance(Position reached) {
    position = position.max(reached);
    Position now = position;
    subscriptions.forEach(subscription -> subscription.passed(now));
  }

  /** Subscribes whoever has everything before {@code from}; empty if that is too long ago. */
  synchronized Optional<Subscription> subscribe(Wish wish, Position from) {
    if (!from.covers(floor)) {
      return Optional.empty();
    }
    List<Alert> missed = new ArrayList<>();
    for (Alert alert : recent) {
      if (!alert.isBefore(from) && wish.wants(alert)) {
        missed.add(alert);
      }
    }
    Subscription subscription = new Subscription(wish, from, position, missed);
    if (closed) {
      subscription.end(Subscription.End.STOPPING);
    } else {
      subscriptions.add(subscription);
    }
    return Optional.of(subscription);
  }

  synchronized void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /** Nobody hears of the person's past any more. */
  synchronized void forget(UUID user) {
    recent.removeIf(alert -> alert.event().getUserId().equals(user));
  }

  /** Ends every subscription, kindly. */
  synchronized void close() {
    closed = true;
    subscriptions.forEach(subscription -> subscription.end(Subscription.End.STOPPING));
  }

  /** Ends those that did not end. */
  synchronized void cut() {
    subscriptions.forEach(Subscription::interrupt);
  }
}
