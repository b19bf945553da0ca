package io.healthtrack.bench.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleToLongFunction;
import org.junit.jupiter.api.Test;

/** A step of 40 s at 10,000 readings a second. */
class LagTest {

  private static final double RATE = 10_000;

  @Test
  void aStageThatCommitsNowAndThenIsNotBehind() {
    // Up to two seconds' worth just before each commit, nothing after it.
    assertFalse(lag(second -> (long) (second % 2 * RATE)).grew());
  }

  @Test
  void aBacklogThatStaysIsNotGrowth() {
    assertFalse(lag(second -> 30_000).grew());
  }

  @Test
  void aBacklogThatShrinksIsNotGrowth() {
    assertFalse(lag(second -> 400_000 - (long) (5_000 * second)).grew());
  }

  @Test
  void aStageATwentiethTooSlowIsFound() {
    Lag lag = lag(second -> (long) (second * RATE / 20 + second % 2 * RATE));
    assertTrue(lag.grew());
    assertEquals(RATE, lag.inflow(), 1);
    assertEquals(1.6, lag.endSeconds(), 0.1);
  }

  @Test
  void aFewRecordsOfAQuietTopicAreNoSign() {
    List<Lag.Look> looks = new ArrayList<>();
    for (int look = 0; look <= 80; look++) {
      looks.add(new Lag.Look(look / 80.0, look / 2.0, look, 100));
    }
    assertFalse(new Lag("sink registry", looks).grew());
  }

  private static Lag lag(DoubleToLongFunction behind) {
    List<Lag.Look> looks = new ArrayList<>();
    for (int look = 0; look <= 80; look++) {
      double second = look / 2.0;
      looks.add(
          new Lag.Look(second / 40, second, behind.applyAsLong(second), (long) (second * RATE)));
    }
    return new Lag("windows", looks);
  }
}
