package io.healthtrack.schemas.windows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WindowAggregateTest {

  private static final List<Double> BINS = List.of(0.0, 50.0, 100.0);

  @Test
  void countsBoundsWithoutTakingThemForValues() {
    WindowAggregate window = new WindowAggregate(BINS);
    window.add(1, id(1), 40, "<");
    window.add(2, id(2), Double.NaN, null);
    window.add(3, id(3), 1e300, null);

    assertEquals(3, window.limited());
    assertEquals(0, window.readings());
    assertFalse(window.isEmpty());
    assertTrue(window.first().isEmpty());
    assertEquals(0.0, window.m2());
  }

  @Test
  void ordersReadingsOfOneInstantAsTheDatabaseOrdersTheirIds() {
    UUID low = new UUID(0x7fff_ffff_ffff_ffffL, 0);
    UUID high = new UUID(0x8000_0000_0000_0000L, 0);
    WindowAggregate window = new WindowAggregate(BINS);
    window.add(5, high, 2, null);
    window.add(5, low, 1, null);

    assertEquals(1, window.first().orElseThrow().value());
    assertEquals(2, window.last().orElseThrow().value());
  }

  @Test
  void putsAnEdgeIntoTheBinAboveAndWhatIsOutsideIntoTheOuterBins() {
    WindowAggregate window = new WindowAggregate(BINS);
    for (double value : new double[] {-7, 0, 49.9, 50, 100, 900}) {
      window.add(1, id(1), value, null);
    }
    assertArrayEquals(new int[] {3, 3}, window.histogram().counts());
  }

  @Test
  void leavesOutErrorsAndWhatDevicesComputed() {
    assertTrue(WindowAggregate.takes(null, null));
    assertTrue(WindowAggregate.takes("final", null));
    assertTrue(WindowAggregate.takes("amended", null));
    assertFalse(WindowAggregate.takes("entered-in-error", null));
    assertFalse(WindowAggregate.takes("final", "average"));
  }

  @Test
  void refusesToMergeOverOtherBins() {
    WindowAggregate window = new WindowAggregate(BINS);
    WindowAggregate other = new WindowAggregate(List.of(0.0, 1.0));
    assertThrows(IllegalArgumentException.class, () -> window.add(other));
  }

  @Test
  void windowsStartAtMultiplesOfTheirLengthBefore1970Too() {
    long second = 1_000_000L;
    assertEquals(-3_600 * second, WindowLength.HOUR.start(-1));
    assertEquals(300 * second, WindowLength.FIVE_MINUTES.start(599 * second));
    assertEquals(540 * second, WindowLength.MINUTE.start(599 * second));
  }

  private static UUID id(long number) {
    return new UUID(0, number);
  }
}
