package io.healthtrack.sink.readings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FateTest {

  private static final Version FINAL = version(70, 10, null);

  @Test
  void insertsWhatIsNew() {
    assertEquals(Fate.INSERT, Fate.of(null, FINAL));
    assertEquals(Fate.INSERT, Fate.of(null, version(70, 10, "amended")));
  }

  @Test
  void recognisesARepetitionWheneverItArrives() {
    assertEquals(Fate.ALREADY_STORED, Fate.of(FINAL, version(70, 99, null)));
  }

  @Test
  void letsANewerCorrectionWin() {
    assertEquals(Fate.CORRECT, Fate.of(FINAL, version(71, 11, "amended")));
    assertEquals(Fate.CORRECT, Fate.of(FINAL, version(70, 11, "entered-in-error")));
  }

  @Test
  void dropsAnOlderCorrection() {
    assertEquals(
        Fate.ALREADY_STORED, Fate.of(version(71, 11, "amended"), version(72, 10, "amended")));
  }

  @Test
  void dropsTheFirstWordThatArrivesAgainAfterItsCorrection() {
    assertEquals(Fate.ALREADY_STORED, Fate.of(version(71, 11, "amended"), version(70, 99, null)));
  }

  @Test
  void quarantinesAContradiction() {
    assertEquals(Fate.CONFLICT, Fate.of(FINAL, version(71, 11, null)));
  }

  private static Version version(double value, long receivedAt, String status) {
    return new Version(1, receivedAt, value, null, null, null, 0, status, false);
  }
}
