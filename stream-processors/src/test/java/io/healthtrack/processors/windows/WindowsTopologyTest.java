package io.healthtrack.processors.windows;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.Tally;
import io.healthtrack.processors.testing.Golden;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.RegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowsTopologyTest {

  private static final UUID PHONE = SubjectIdentity.device("default", "test", "phone");
  private static final UUID OTHER = SubjectIdentity.user("default", "test", "ben");

  private final WindowsRun run = new WindowsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void keepsItsShape() {
    Golden.assertMatches(
        "windows", new WindowsTopology(RegistryClient.local(), MetricCatalogue.load()).build());
  }

  @Test
  void tellsOfAllThreeLengthsWhileTheyAreOpen() {
    run.send(heartRate(NOON, 60), heartRate(NOON.plusSeconds(30), 80));

    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(List.of("1@" + NOON, "5@" + NOON, "60@" + NOON), List.copyOf(told.keySet()));
    ReadingWindow hour = told.get("60@" + NOON);
    assertEquals(2, hour.getReadings());
    assertEquals(140, hour.getSum());
    assertEquals(200, hour.getM2());
    assertEquals(60, hour.getMin());
    assertEquals(80, hour.getMax());
    assertEquals(60, hour.getFirstValue());
    assertEquals(80, hour.getLastValue());
    assertEquals(NOON.plusSeconds(30), hour.getLastAt());
    assertEquals(2, hour.getHistogram().stream().mapToInt(Integer::intValue).sum());
    assertEquals("/min", hour.getUnit());
    assertFalse(hour.getClosed());
    assertTrue(told.get("1@" + NOON).getHistogram().isEmpty());
  }

  @Test
  void saysNothingMoreUntilSomethingChanges() {
    run.send(heartRate(NOON, 60));
    assertEquals(3, run.told().size());
    assertTrue(run.told().isEmpty());
  }

  @Test
  void closesAWindowWhenTheSeriesIsPastIt() {
    run.send(heartRate(NOON.plusSeconds(59), 60));
    assertFalse(WindowsRun.newest(run.told()).get("1@" + NOON).getClosed());

    run.send(heartRate(NOON.plusSeconds(60), 61));
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertTrue(told.get("1@" + NOON).getClosed());
    assertEquals(2, told.get("1@" + NOON).getRevision());
    assertFalse(told.get("1@" + NOON.plusSeconds(60)).getClosed());
    assertFalse(told.get("5@" + NOON).getClosed());

    run.send(heartRate(NOON.plusSeconds(3_600), 62));
    told = WindowsRun.newest(run.told());
    assertTrue(told.get("5@" + NOON).getClosed());
    assertTrue(told.get("60@" + NOON).getClosed());
    assertTrue(told.get("1@" + NOON.plusSeconds(60)).getClosed());
  }

  @Test
  void mergesMinutesIntoFiveMinutesAndHours() {
    for (int minute = 0; minute < 60; minute++) {
      run.send(heartRate(NOON.plusSeconds(minute * 60L), 50 + minute));
    }
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(60 + 12 + 1, told.size());
    assertEquals(50 + 51 + 52 + 53 + 54, told.get("5@" + NOON).getSum());
    assertEquals(60, told.get("60@" + NOON).getReadings());
    assertEquals(109, told.get("60@" + NOON).getMax());
  }

  @Test
  void aLateReadingOfAnotherDeviceGetsItsWindowANewRevision() {
    run.send(heartRate(NOON, 60), heartRate(NOON.plusSeconds(7_000), 70));
    int before = WindowsRun.newest(run.told()).get("60@" + NOON).getRevision();

    run.send(from(PHONE, heartRate(NOON.plusSeconds(5), 90)));
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(List.of("1@" + NOON, "5@" + NOON, "60@" + NOON), List.copyOf(told.keySet()));
    ReadingWindow hour = told.get("60@" + NOON);
    assertEquals(before + 1, hour.getRevision());
    assertEquals(2, hour.getReadings());
    assertFalse(hour.getClosed(), "the phone is still in this hour");
  }

  @Test
  void aWrongClockClosesNobodyElsesWindows() {
    Instant ahead = NOON.plus(Duration.ofDays(400));
    run.send(heartRate(NOON, 60));
    run.send(from(PHONE, heartRate(ahead, 70)), of(OTHER, heartRate(ahead, 70)));

    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertFalse(told.get("1@" + NOON).getClosed());
    assertFalse(told.get("60@" + NOON).getClosed());
    run.send(heartRate(NOON.plusSeconds(5), 61));
    assertEquals(2, WindowsRun.newest(run.told()).get("60@" + NOON).getReadings());
  }

  @Test
  void countsBoundsApartAndLeavesOutWhatIsNoFreshMeasurement() {
    Reading low = heartRate(NOON, 40);
    low.setComparator("<");
    Reading average = heartRate(NOON, 65);
    average.setStatistic("average");
    Reading unproven = heartRate(NOON, 66);
    unproven.setProof("unproven");
    run.send(low, average, unproven);

    ReadingWindow hour = WindowsRun.newest(run.told()).get("60@" + NOON);
    assertEquals(0, hour.getReadings());
    assertEquals(1, hour.getLimited());
    assertNull(hour.getMin());
  }

  @Test
  void passesOverTicksAndCountsWhatItCannotRead() {
    run.sendBytes(USER, null);
    run.sendBytes(USER, new byte[] {1, 2, 3});
    run.send(heartRate(NOON, 60));

    Tally tally = run.tally();
    assertEquals(2, tally.getRecordsIn());
    assertEquals(1, tally.getRecordsOut());
    assertEquals(Map.of("unreadable", 1L), tally.getReasons());
    assertEquals(3, tally.getCountedTo());
  }

  @Test
  void goesOnAfterARestartAsIfNothingHadHappened() {
    run.send(heartRate(NOON, 60));
    run.restart();
    run.send(heartRate(NOON.plusSeconds(1), 80));

    ReadingWindow hour = WindowsRun.newest(run.told()).get("60@" + NOON);
    assertEquals(2, hour.getReadings());
    run.restart();
    run.send(heartRate(NOON.plusSeconds(2), 70));
    assertEquals(
        hour.getRevision() + 1, WindowsRun.newest(run.told()).get("60@" + NOON).getRevision());
  }

  @Test
  void tellsAfterARestartWhatWasStillUntold() {
    run.send(heartRate(NOON, 60));
    run.restart();
    assertEquals(3, run.told().size());
  }

  @Test
  void knowsEverythingWhereTheTopicsFirstRecordIsATick() {
    run.tick(NOON);
    run.send(heartRate(NOON, 60));
    assertFalse(run.told().stream().anyMatch(ReadingWindow::getFromTable));
  }

  @Test
  void leavesAnHourItLetGoToTheTable() {
    for (int hour = 0; hour < 6; hour++) {
      run.send(heartRate(NOON.plusSeconds(hour * 3_600L), 60));
    }
    assertEquals(3 * 6, WindowsRun.newest(run.told()).size(), "nothing goes untold");

    run.send(from(PHONE, heartRate(NOON.plusSeconds(5), 90)));
    List<ReadingWindow> told = run.told();
    assertEquals(1, told.size());
    assertTrue(told.getFirst().getFromTable());
    assertEquals("60@" + NOON, WindowsRun.place(told.getFirst()));
    assertEquals(Integer.MAX_VALUE, told.getFirst().getRevision());

    run.send(from(PHONE, heartRate(NOON.minusSeconds(3_600 * 24), 90)));
    assertFalse(run.told().isEmpty());
    assertFalse(run.told().stream().anyMatch(ReadingWindow::getFromTable));
  }

  @Test
  void keepsAsMuchAfterAMonthAsAfterAnHour() {
    int early = 0;
    for (int minute = 0; minute < 30 * 24 * 60; minute += 5) {
      run.send(heartRate(NOON.plusSeconds(minute * 60L), 50 + minute % 60));
      if (minute == 6 * 60 - 5) {
        early = bytes();
      }
    }
    assertEquals(early, bytes(), 64);
    assertTrue(early < 6_000, early + " bytes");
  }

  @Test
  void anErasedPersonLeavesNothing() {
    run.send(heartRate(NOON, 60), of(OTHER, heartRate(NOON, 61)));
    run.erase(USER, NOON.plusSeconds(60));
    run.send(heartRate(NOON.plusSeconds(3), 60));

    List<ReadingWindow> told = run.told();
    assertTrue(told.stream().allMatch(window -> window.getUserId().equals(OTHER)));
    assertEquals(1, run.entries(WindowsTopology.SERIES).size());
  }

  private int bytes() {
    run.toldAtOnce();
    return run.bytes(WindowsTopology.SERIES) + run.bytes(WindowsTopology.WINDOWS);
  }

  private static Reading from(UUID device, Reading reading) {
    Reading other = Reading.newBuilder(reading).build();
    other.setDeviceId(device);
    other.setReadingId(
        new UUID(
            reading.getReadingId().getMostSignificantBits() ^ device.getMostSignificantBits(), 1));
    return other;
  }

  private static Reading of(UUID user, Reading reading) {
    Reading other = from(user, reading);
    other.setUserId(user);
    return other;
  }
}
