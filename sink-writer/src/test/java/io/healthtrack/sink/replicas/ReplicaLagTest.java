package io.healthtrack.sink.replicas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReplicaLagTest {

  private static final long SECOND = 1_000_000_000L;

  private final ReplicaLag lag = new ReplicaLag();

  @Test
  void isUnknownBeforeBothHaveAnswered() {
    assertEquals(OptionalDouble.empty(), lag.seconds(0));
    lag.written(100, 0);
    assertEquals(OptionalDouble.empty(), lag.seconds(0));
    assertEquals(OptionalLong.empty(), lag.bytes());
  }

  @Test
  void isZeroWhenNothingIsLeftToReplayHoweverLongAgo() {
    lag.written(100, 0);
    lag.replayed(100);
    lag.written(100, 5 * SECOND);
    assertEquals(OptionalDouble.of(0), lag.seconds(9_000 * SECOND));
    assertEquals(OptionalLong.of(0), lag.bytes());
  }

  @Test
  void growsWhileTheReplicaSaysNothing() {
    lag.written(100, 0);
    lag.replayed(100);
    lag.written(150, SECOND);
    lag.written(180, 2 * SECOND);
    assertEquals(OptionalDouble.of(4), lag.seconds(5 * SECOND));
    assertEquals(OptionalLong.of(80), lag.bytes());
  }

  @Test
  void shrinksAsTheReplicaCatchesUp() {
    lag.written(100, 0);
    lag.replayed(100);
    lag.written(150, SECOND);
    lag.written(180, 2 * SECOND);
    lag.replayed(160);
    assertEquals(OptionalDouble.of(3), lag.seconds(5 * SECOND));
    lag.replayed(200);
    assertEquals(OptionalDouble.of(0), lag.seconds(5 * SECOND));
  }

  @Test
  void knowsTheBeginningOfALongLagInBoundedSpace() {
    lag.written(0, 0);
    lag.replayed(0);
    for (int i = 1; i <= 20_000; i++) {
      lag.written(i, i * SECOND);
    }
    assertEquals(OptionalDouble.of(19_999), lag.seconds(20_000 * SECOND));
    lag.replayed(20_000);
    assertEquals(OptionalDouble.of(0), lag.seconds(20_000 * SECOND));
  }
}
