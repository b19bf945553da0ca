package io.healthtrack.sink.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EpochDecisionTest {

  @Test
  void letsANewcomerTakeOver() {
    assertEquals(new EpochDecision.Claim(1, true), EpochDecision.of(0, 0, false));
    assertEquals(new EpochDecision.Claim(8, true), EpochDecision.of(0, 7, false));
  }

  @Test
  void letsTheOwnerReturnAfterALostConnection() {
    assertEquals(new EpochDecision.Claim(4, false), EpochDecision.of(3, 3, false));
  }

  @Test
  void raisesTheEpochAboveBothAfterAFailoverToAnOlderCopy() {
    assertEquals(new EpochDecision.Claim(6, false), EpochDecision.of(5, 2, false));
  }

  @Test
  void makesTheSupersededStandBy() {
    assertEquals(new EpochDecision.Superseded(4), EpochDecision.of(3, 4, false));
  }

  @Test
  void letsTheStandByTakeOverFromAnOwnerThatIsGone() {
    assertEquals(new EpochDecision.Claim(5, true), EpochDecision.of(3, 4, true));
  }
}
