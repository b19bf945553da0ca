package io.healthtrack.local.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogAxisTest {

  @Test
  void reachesFromOneRoundNumberToAnother() {
    LogAxis axis = LogAxis.over(List.of(30.0, Double.NaN, 7_000.0), 0, 100);
    assertEquals(20, axis.low(), 1e-9);
    assertEquals(10_000, axis.high(), 1e-9);
    assertEquals(
        List.of(20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0),
        axis.ticks());
  }

  @Test
  void eachPowerOfTenIsAsHighAsTheNext() {
    LogAxis axis = LogAxis.over(List.of(1.0, 900.0), 0, 90);
    assertEquals(axis.y(1) - axis.y(10), axis.y(10) - axis.y(100), 1e-9);
  }

  @Test
  void nothingAtAllLiesAtTheBottom() {
    LogAxis axis = LogAxis.over(List.of(0.0, 5.0), 10, 100);
    assertEquals(110, axis.y(0), 1e-9);
    assertTrue(LogAxis.over(List.of(), 0, 1).ticks().size() > 1);
  }
}
