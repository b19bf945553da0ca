package io.healthtrack.schemas.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Times are minutes. */
class RunningTotalsTest {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final Metric STEPS = CATALOGUE.byCode("steps").orElseThrow();
  private static final UUID PHONE = new UUID(1, 1);
  private static final UUID WATCH = new UUID(2, 2);
  private static final long MINUTE = WindowLength.MINUTE.micros();
  private static final long HOUR = WindowLength.HOUR.start(1_700_000_000_000_000L);

  @Test
  void countsTheDifferenceOverTheTimeBetween() {
    assertEquals(
        List.of("0-10 100.0"), amounts(total(1, PHONE, 0, 5_000), total(2, PHONE, 10, 5_100)));
  }

  @Test
  void nobodyKnowsWhenTheFirstTotalBegan() {
    assertEquals(List.of(), amounts(total(1, PHONE, 0, 5_000)));
  }

  @Test
  void aSmallerTotalBeganAnew() {
    assertEquals(
        List.of("0-10 100.0", "10-20 30.0", "20-30 5.0"),
        amounts(
            total(1, PHONE, 0, 5_000),
            total(2, PHONE, 10, 5_100),
            total(3, PHONE, 20, 30),
            total(4, PHONE, 30, 35)));
  }

  @Test
  void saysNothingAboutAGapLongerThanTheMetricAllows() {
    int day = 24 * 60;
    assertEquals(
        List.of("0-1440 9000.0"), amounts(total(1, PHONE, 0, 1_000), total(2, PHONE, day, 10_000)));
    assertEquals(List.of(), amounts(total(1, PHONE, 0, 1_000), total(2, PHONE, day + 1, 10_000)));
    assertEquals(List.of(), amounts(total(1, PHONE, 0, 1_000), total(2, PHONE, day + 1, 10)));
  }

  @Test
  void countsNothingThatNobodyCouldWalk() {
    assertEquals(List.of(), amounts(total(1, PHONE, 0, 1_000), total(2, PHONE, 10, 1_000_000)));
    assertEquals(
        List.of("0-10 100.0"),
        amounts(total(1, PHONE, 0, 1_000_000), total(2, PHONE, 10, 1_000_100)));
  }

  @Test
  void countersOfTwoDevicesAreNotCompared() {
    assertEquals(
        List.of("0-10 100.0", "5-15 7.0"),
        amounts(
            total(1, PHONE, 0, 5_000),
            total(2, WATCH, 5, 20),
            total(3, PHONE, 10, 5_100),
            total(4, WATCH, 15, 27)));
  }

  @Test
  void ofTotalsOfOneMomentTheGreatestStands() {
    assertEquals(
        List.of("0-10 100.0", "10-20 40.0"),
        amounts(
            total(1, PHONE, 0, 5_000),
            total(2, PHONE, 10, 0),
            total(3, PHONE, 10, 5_100),
            total(4, PHONE, 20, 40)));
  }

  @Test
  void knowsWhichReadingsAreTotals() {
    Metric pulse = CATALOGUE.byCode("heart-rate").orElseThrow();
    assertTrue(RunningTotal.takes(STEPS, null, "running-total", null, PHONE));
    assertTrue(RunningTotal.takes(STEPS, "amended", "running-total", null, PHONE));
    assertFalse(RunningTotal.takes(STEPS, "entered-in-error", "running-total", null, PHONE));
    assertFalse(RunningTotal.takes(STEPS, null, null, null, PHONE));
    assertFalse(RunningTotal.takes(STEPS, null, "sum", null, PHONE));
    assertFalse(RunningTotal.takes(STEPS, null, "running-total", "<", PHONE));
    assertFalse(RunningTotal.takes(STEPS, null, "running-total", null, null));
    assertFalse(RunningTotal.takes(pulse, null, "running-total", null, PHONE));
    assertFalse(WindowAggregate.takes(null, "running-total"), "it is no amount");
    assertTrue(RunningTotal.isPlausible(STEPS, 4_000_000));
    assertFalse(RunningTotal.isPlausible(STEPS, -1));
    assertFalse(RunningTotal.isPlausible(STEPS, 0xFFFF_FFFFL), "a counter without a number");
  }

  @Property(tries = 200)
  void onlyTheSetOfTotalsDecides(@ForAll Random random, @ForAll @IntRange(max = 40) int size) {
    List<RunningTotal> totals = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      totals.add(
          total(
              i,
              random.nextBoolean() ? PHONE : WATCH,
              random.nextInt(60 * 40),
              random.nextInt(500)));
    }
    List<String> inOrder = amounts(totals.toArray(RunningTotal[]::new));
    totals.addAll(totals.subList(0, size / 2));
    Collections.shuffle(totals, random);
    assertEquals(inOrder, amounts(totals.toArray(RunningTotal[]::new)));
  }

  @Property(tries = 200)
  void aLateTotalSplitsWhatItsNeighboursSay(
      @ForAll Random random, @ForAll @IntRange(min = 3, max = 30) int size) {
    List<RunningTotal> totals = new ArrayList<>();
    double shown = 0;
    for (int i = 0; i < size; i++) {
      shown += random.nextInt(200);
      totals.add(total(i, PHONE, 10 * i, shown));
    }
    double all = sum(totals);
    totals.remove(1 + random.nextInt(size - 2));
    assertEquals(all, sum(totals));
  }

  private static double sum(List<RunningTotal> totals) {
    double[] sum = {0};
    RunningTotals set = new RunningTotals(STEPS);
    totals.forEach(set::add);
    set.forEachAmount(amount -> sum[0] += amount.value());
    return sum[0];
  }

  private static List<String> amounts(RunningTotal... totals) {
    RunningTotals set = new RunningTotals(STEPS);
    for (RunningTotal total : totals) {
      set.add(total);
    }
    List<String> amounts = new ArrayList<>();
    set.forEachAmount(
        amount ->
            amounts.add(
                "%d-%d %s"
                    .formatted(
                        (amount.measuredAt() - HOUR) / MINUTE,
                        (amount.endAt() - HOUR) / MINUTE,
                        amount.value())));
    Collections.sort(amounts);
    return amounts;
  }

  private static RunningTotal total(int id, UUID device, int minute, double value) {
    return new RunningTotal(new UUID(0, id), device, HOUR + minute * MINUTE, value);
  }
}
