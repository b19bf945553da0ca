package io.healthtrack.processors.windows;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AmountsTest {

  private static final UUID PHONE = SubjectIdentity.device("default", "test", "phone");

  private final WindowsRun run = new WindowsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void splitsANightOverItsHours() {
    Instant bed = NOON.minus(Duration.ofMinutes(90));
    run.send(over(reading("sleep-duration", "min", bed, NOON, 60), Duration.ofHours(2)));

    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(15, told.get("60@" + NOON.minusSeconds(7_200)).getSum());
    assertEquals(30, told.get("60@" + NOON.minusSeconds(3_600)).getSum());
    assertEquals(15, told.get("60@" + NOON).getSum());
    assertEquals(2.5, told.get("5@" + NOON).getSum());
    assertTrue(told.get("60@" + NOON.minusSeconds(3_600)).getClosed());
    assertFalse(told.get("60@" + NOON).getClosed());
  }

  @Test
  void aFinerSourceThatComesLaterDisplacesACoarserOne() {
    Reading quarter = steps(0, 15, 1_500);
    quarter.setDeviceId(PHONE);
    run.send(quarter);
    assertEquals(1_500, WindowsRun.newest(run.told()).get("60@" + NOON).getSum());

    run.send(steps(3, 1, 60));
    Map<String, ReadingWindow> told = WindowsRun.newest(run.told());
    assertEquals(60, told.get("1@" + NOON.plusSeconds(180)).getSum());
    assertEquals(460, told.get("5@" + NOON).getSum());
    assertEquals(1_460, told.get("60@" + NOON).getSum());
    assertFalse(told.containsKey("5@" + NOON.plusSeconds(300)), "nothing changed there");
  }

  @Test
  void leavesAnHourWithTooManyAmountsToTheTable() {
    for (int i = 0; i <= PersonWindows.AMOUNTS; i++) {
      Reading second = steps(0, 1, 1);
      second.setMeasuredAt(NOON.plusSeconds(i));
      second.setEndAt(NOON.plusSeconds(i + 1));
      second.setReadingId(new UUID(7, i));
      run.send(second);
    }
    List<ReadingWindow> told = run.told();
    assertEquals(1, told.size());
    assertTrue(told.getFirst().getFromTable());
  }

  private static Reading steps(int minute, int minutes, double value) {
    Instant from = NOON.plusSeconds(minute * 60L);
    return over(reading("steps", "{steps}", from, from, value), Duration.ofMinutes(minutes));
  }

  private static Reading over(Reading reading, Duration time) {
    reading.setEndAt(reading.getMeasuredAt().plus(time));
    return reading;
  }
}
