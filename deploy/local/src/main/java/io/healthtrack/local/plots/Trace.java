package io.healthtrack.local.plots;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A series in as few points as a picture can show. Of each slot of time it keeps the first, lowest,
 * highest and last value, so that no spike is lost; when slots become too many, two become one. So
 * its memory is bounded however long the series is.
 */
public final class Trace {
  private static final int SLOTS = 2_400;

  private final long gapMillis;
  private List<Slot> slots = new ArrayList<>();
  private long slotMillis = 1_000;
  private long last = Long.MIN_VALUE;

  /**
   * @param gap a longer silence interrupts the line
   */
  public Trace(Duration gap) {
    this.gapMillis = gap.toMillis();
  }

  /** What a slot of time holds. */
  record Slot(
      long number,
      boolean interrupted,
      long firstAt,
      double first,
      double low,
      double high,
      long lastAt,
      double last) {

    Slot and(Slot later, long newNumber) {
      return new Slot(
          newNumber,
          interrupted,
          firstAt,
          first,
          Math.min(low, later.low),
          Math.max(high, later.high),
          later.lastAt,
          later.last);
    }
  }

  /** Adds a reading; times never go back. */
  public void add(Instant time, double value) {
    long at = time.toEpochMilli();
    boolean interrupted = last != Long.MIN_VALUE && gapMillis > 0 && at - last > gapMillis;
    last = at;
    put(
        slots,
        new Slot(Math.floorDiv(at, slotMillis), interrupted, at, value, value, value, at, value));
    while (slots.size() > SLOTS) {
      slotMillis *= 2;
      List<Slot> wider = new ArrayList<>(SLOTS);
      for (Slot slot : slots) {
        Slot renumbered =
            new Slot(
                Math.floorDiv(slot.firstAt(), slotMillis),
                slot.interrupted(),
                slot.firstAt(),
                slot.first(),
                slot.low(),
                slot.high(),
                slot.lastAt(),
                slot.last());
        put(wider, renumbered);
      }
      slots = wider;
    }
  }

  private static void put(List<Slot> slots, Slot next) {
    Slot before = slots.isEmpty() ? null : slots.getLast();
    if (before != null && before.number() == next.number()) {
      slots.set(slots.size() - 1, before.and(next, next.number()));
    } else {
      slots.add(next);
    }
  }

  List<Slot> slots() {
    return slots;
  }

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    return slots.isEmpty();
  }

  /** When it begins. */
  public Instant begin() {
    return Instant.ofEpochMilli(slots.getFirst().firstAt());
  }

  /** When it ends. */
  public Instant end() {
    return Instant.ofEpochMilli(slots.getLast().lastAt());
  }

  double low() {
    return slots.stream().mapToDouble(Slot::low).min().orElse(0);
  }

  double high() {
    return slots.stream().mapToDouble(Slot::high).max().orElse(1);
  }
}
