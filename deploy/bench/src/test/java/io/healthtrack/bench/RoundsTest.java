package io.healthtrack.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void tellsTheOneInTheMiddleAndBothEnds() {
    Rounds odd = Rounds.of(5, 1, 3);
    assertEquals(3, odd.median());
    assertEquals(1, odd.min());
    assertEquals(5, odd.max());
    assertEquals(2.5, Rounds.of(4, 1, 2, 3).median());
  }

  @Test
  void ratiosAreOfTheSameRound() {
    // The machine was twice as fast in the second round, for both.
    assertEquals(0.5, Rounds.of(10, 20).over(Rounds.of(20, 40)).min());
    assertEquals(0.5, Rounds.of(10, 20).over(Rounds.of(20, 40)).max());
  }

  @Test
  void refusesRoundsThatDoNotBelongTogether() {
    assertThrows(IllegalArgumentException.class, () -> Rounds.of(1, 2).over(Rounds.of(1)).median());
  }
}
