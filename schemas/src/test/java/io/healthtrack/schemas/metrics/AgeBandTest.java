package io.healthtrack.schemas.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AgeBandTest {

  private final Metric heartRate = MetricCatalogue.load().byCode("heart-rate").orElseThrow();

  @Test
  void aBandRefusesWhatItsAgesCannotShow() {
    assertEquals("18 and over", heartRate.implausibleAt(310, 40, 41).orElseThrow().ages());
    assertTrue(heartRate.implausibleAt(300, 40, 41).isEmpty());
  }

  @Test
  void whereNoBandIsTheWidestRangeApplies() {
    assertTrue(heartRate.implausibleAt(310, 0, 1).isEmpty());
    assertTrue(heartRate.implausibleAt(310, -2, -1).isEmpty());
  }

  @Test
  void whoMayBeOfTwoAgesIsGivenTheWiderRange() {
    assertTrue(heartRate.implausibleAt(310, 17, 18).isEmpty());
    assertTrue(heartRate.implausibleAt(310, 18, 19).isPresent());
  }

  @Test
  void saysItsAgesInWords() {
    assertEquals("under 2", new AgeBand(0, 2, 1, 2, "b").ages());
    assertEquals("2 to under 12", new AgeBand(2, 12, 1, 2, "b").ages());
  }

  @Test
  void refusesWhatCannotBeABand() {
    assertThrows(IllegalArgumentException.class, () -> new AgeBand(2, 2, 1, 2, "b"));
    assertThrows(IllegalArgumentException.class, () -> new AgeBand(-1, 2, 1, 2, "b"));
    assertThrows(IllegalArgumentException.class, () -> new AgeBand(0, 2, 2, 2, "b"));
    assertThrows(IllegalArgumentException.class, () -> new AgeBand(0, 2, 1, 2, " "));
  }
}
