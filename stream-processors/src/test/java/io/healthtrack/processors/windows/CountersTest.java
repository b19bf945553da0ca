package io.healthtrack.processors.windows;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.processors.series.LiveStore;
import io.healthtrack.processors.testing.MapStore;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.RunningTotal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Running totals; minutes are those after noon. */
class CountersTest {

  private static final Metric STEPS = MetricCatalogue.load().byCode("steps").orElseThrow();
  private static final UUID PHONE = SubjectIdentity.device("default", "test", "phone");
  private static final UUID WATCH = SubjectIdentity.device("default", "test", "watch");

  /** Objects without a store below them. */
  private static final class LiveMap<V> implements LiveStore<V> {

    private final Map<Bytes, V> values = new HashMap<>();

    @Override
    public V get(byte[] key) {
      return values.get(Bytes.wrap(key));
    }

    @Override
    public void put(byte[] key, V value) {
      values.put(Bytes.wrap(key), value);
    }

    @Override
    public void delete(byte[] key) {
      values.remove(Bytes.wrap(key));
    }
  }

  private final WindowsRun run = new WindowsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void twoTotalsAreTheirDifference() {
    run.send(total(0, 5_000), total(10, 5_100));
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(100, told.get("60@" + NOON).getSum());
    assertEquals(50, told.get("5@" + NOON).getSum());
    assertEquals(10, told.get("1@" + NOON.plusSeconds(9 * 60)).getSum());
    assertEquals(13, told.size());
  }

  @Test
  void theFirstTotalSaysNothing() {
    run.send(total(0, 5_000));
    assertEquals(List.of(), run.told());
  }

  @Test
  void aResetIsNoNegativeSteps() {
    run.send(total(0, 5_000), total(10, 5_100), total(20, 30), total(30, 90));
    assertEquals(190, WindowsRun.newest(run.told()).get("60@" + NOON).getSum());
  }

  @Test
  void theDifferenceIsSpreadOverTheHoursBetween() {
    run.send(total(30, 1_000), total(150, 1_400));
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(100, told.get("60@" + NOON).getSum());
    assertEquals(200, told.get("60@" + NOON.plusSeconds(3_600)).getSum());
    assertEquals(100, told.get("60@" + NOON.plusSeconds(7_200)).getSum());
  }

  @Test
  void afterADayOfSilenceNothingIsKnown() {
    run.send(total(0, 5_000), total(24 * 60 + 1, 90_000), total(24 * 60 + 2, 90_060));
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(60, told.get("60@" + NOON.plus(Duration.ofHours(24))).getSum());
    assertEquals(3, told.size());
  }

  @Test
  void aPhoneAndAWatchDoNotBothCountAStep() {
    Reading watch = total(0, 0);
    watch.setDeviceId(WATCH);
    Reading later = total(10, 300);
    later.setDeviceId(WATCH);
    run.send(watch, later, total(0, 9_000), total(5, 9_100));
    // The phone knows its five minutes best, the watch alone knows the five after them.
    assertEquals(250, WindowsRun.newest(run.told()).get("60@" + NOON).getSum());
  }

  @Test
  void totalsSurviveARestart() {
    run.send(total(0, 5_000));
    run.restart();
    run.send(total(10, 5_100));
    assertEquals(100, WindowsRun.newest(run.told()).get("60@" + NOON).getSum());
  }

  @Test
  void aLateTotalLeavesTheHoursBetweenItsNeighboursToTheTable() {
    run.send(total(30, 1_000), total(50, 1_100), total(180, 1_300), total(230, 1_400));
    run.told();
    run.send(total(100, 1_250));
    assertEquals(List.of(hour(0), hour(1), hour(2)), fromTable(run.told()));

    run.send(total(240, 1_500));
    assertEquals(200, WindowsRun.newest(run.told()).get("60@" + hour(3)).getSum());
  }

  @Test
  void aLateTotalOlderThanAllThatAreRememberedLeavesADayToTheTable() {
    for (int i = 0; i < 10; i++) {
      run.send(total(60 + i, 1_000 + i));
    }
    run.told();
    run.send(total(30, 10));
    assertEquals(26, fromTable(run.told()).size());
  }

  @Test
  void stateThatBeganLateAsksTheTableForTheTotalBefore() {
    MapStore untold = new MapStore();
    LiveMap<Held> held = new LiveMap<>();
    WindowTeller teller = new WindowTeller(held, window -> {}, () -> 0);
    HeldCodec codec = new HeldCodec(MetricCatalogue.load());
    PersonWindows windows = new PersonWindows(new LiveMap<>(), held, codec, untold, teller);
    Counters counters = new Counters(new MapStore(), windows);
    long known = EventTime.micros(hour(6));

    counters.take(USER, "default", STEPS, running(300, 7_000), known);
    assertEquals(hour(5).minus(Duration.ofHours(24)), left(untold).getFirst());
    assertEquals(hour(4), left(untold).getLast());
    assertEquals(24, left(untold).size());

    // Another may have come in between, before this state began.
    counters.take(USER, "default", STEPS, running(310, 7_100), known);
    assertEquals(hour(5), left(untold).getLast());
    counters.take(USER, "default", STEPS, running(370, 7_200), known);
    assertEquals(hour(6), left(untold).getLast());
    counters.take(USER, "default", STEPS, running(430, 7_250), known);
    assertEquals(hour(6), left(untold).getLast(), "from here on this state knows all of them");
  }

  @Test
  void readsOfOneMomentCountOnce() {
    run.send(total(0, 5_000), total(10, 5_100));
    run.told();
    run.send(total(10, 5_090));
    assertEquals(List.of(), run.told(), "a smaller one was read before");
    run.send(total(10, 5_110));
    assertEquals(List.of(NOON), fromTable(run.told()));
  }

  @Test
  void anErasedPersonsCountersGo() {
    run.send(total(0, 5_000));
    run.erase(USER, NOON.plusSeconds(60));
    assertEquals(0, run.entries(WindowsTopology.COUNTERS).size());
  }

  @Test
  void remembersFewTotals() {
    for (int i = 0; i < 1_000; i++) {
      run.send(total(i, i));
    }
    assertEquals(34 + 1 + Counters.KEPT * 32, run.bytes(WindowsTopology.COUNTERS));
  }

  @Test
  void takesNoTotalsOfWhatDoesNotAddUp() {
    Reading pulse = reading("heart-rate", "/min", NOON, NOON, 60);
    pulse.setStatistic("running-total");
    run.send(pulse);
    assertEquals(List.of(), run.told());
  }

  private static Instant hour(int later) {
    return NOON.plusSeconds(later * 3_600L);
  }

  private static List<Instant> fromTable(List<ReadingWindow> told) {
    return told.stream()
        .filter(ReadingWindow::getFromTable)
        .map(ReadingWindow::getWindowStart)
        .sorted()
        .toList();
  }

  private static List<Instant> left(MapStore untold) {
    List<Instant> hours = new ArrayList<>();
    byte[] series = WindowKey.series(USER, STEPS.id());
    for (int later = -30; later < 10; later++) {
      byte[] mark = untold.get(WindowKey.hour(series, EventTime.micros(hour(later))));
      if (mark != null && PersonWindows.isFromTable(mark)) {
        hours.add(hour(later));
      }
    }
    return hours;
  }

  private static RunningTotal running(int minute, double value) {
    long at = EventTime.micros(NOON.plusSeconds(minute * 60L));
    return new RunningTotal(new UUID(minute, 0), PHONE, at, value);
  }

  private static Reading total(int minute, double value) {
    Instant at = NOON.plusSeconds(minute * 60L);
    Reading total = reading("steps", "{steps}", at, at, value);
    total.setDeviceId(PHONE);
    total.setStatistic("running-total");
    return total;
  }
}
