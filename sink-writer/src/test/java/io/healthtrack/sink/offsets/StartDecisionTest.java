package io.healthtrack.sink.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StartDecisionTest {

  @Test
  void beginsAtZeroWhenNothingWasEverReadOrLost() {
    assertEquals(new StartDecision.From(0), StartDecision.of(OptionalLong.empty(), 0, 100));
  }

  @Test
  void refusesALogThatLostItsBeginningBeforeItWasRead() {
    assertRefused(StartDecision.of(OptionalLong.empty(), 1, 100));
  }

  @Test
  void resumesAnywhereWithinTheLog() {
    for (long position = 40; position <= 100; position++) {
      assertEquals(
          new StartDecision.From(position), StartDecision.of(OptionalLong.of(position), 40, 100));
    }
  }

  @Test
  void refusesAGapBelowTheLog() {
    assertRefused(StartDecision.of(OptionalLong.of(39), 40, 100));
  }

  @Test
  void refusesALogShorterThanWhatWasStored() {
    assertRefused(StartDecision.of(OptionalLong.of(101), 40, 100));
  }

  private static void assertRefused(StartDecision decision) {
    assertInstanceOf(StartDecision.Refuse.class, decision);
  }
}
