package io.healthtrack.processors.vitals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells those who follow a person of each newer value. With nobody following it costs a look. */
public final class LiveVitals {

  private final Map<UUID, List<VitalsSubscription>> followers = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final MeterRegistry meters;

  /** Nobody follows yet. */
  public LiveVitals(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("healthtrack.streams.vitals.streams.open", open, AtomicInteger::get)
        .description("Streams of latest vitals that are open")
        .register(meters);
  }

  /** Streams that are open now. */
  int open() {
    return open.get();
  }

  /**
   * Follows a person from now on; to be ended with {@link #unsubscribe}.
   *
   * @param partition where the person's readings are
   */
  VitalsSubscription subscribe(UUID user, int partition) {
    VitalsSubscription subscription = new VitalsSubscription(user, partition);
    followers.compute(
        user,
        (key, others) -> {
          List<VitalsSubscription> all = others == null ? new CopyOnWriteArrayList<>() : others;
          all.add(subscription);
          return all;
        });
    open.incrementAndGet();
    return subscription;
  }

  void unsubscribe(VitalsSubscription subscription, String reason) {
    followers.computeIfPresent(
        subscription.user(),
        (key, all) -> {
          all.remove(subscription);
          return all.isEmpty() ? null : all;
        });
    open.decrementAndGet();
    Counter.builder("healthtrack.streams.vitals.streams.ended")
        .description("Streams of latest vitals that ended, by why")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }

  void changed(UUID user, LatestVital vital) {
    if (followers.isEmpty()) {
      return;
    }
    List<VitalsSubscription> following = followers.get(user);
    if (following != null) {
      following.forEach(subscription -> subscription.offer(vital));
    }
  }

  void erased(byte[] person) {
    if (followers.isEmpty() || person == null || person.length != 2 * Long.BYTES) {
      return;
    }
    ByteBuffer id = ByteBuffer.wrap(person);
    List<VitalsSubscription> following = followers.get(new UUID(id.getLong(), id.getLong()));
    if (following != null) {
      following.forEach(subscription -> subscription.end(VitalsSubscription.ERASED));
    }
  }

  /** This process no longer has the partition: its people are told of elsewhere. */
  void left(int partition) {
    all().stream()
        .filter(subscription -> subscription.partition() == partition)
        .forEach(subscription -> subscription.end(VitalsSubscription.MOVED));
  }

  /** This process ends. */
  public void stop() {
    all().forEach(subscription -> subscription.end(VitalsSubscription.STOPPING));
  }

  private List<VitalsSubscription> all() {
    return followers.values().stream().flatMap(Collection::stream).toList();
  }
}
