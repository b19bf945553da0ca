package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockTest {

  private final ValidationRun run = ValidationRun.born(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void theDetailSaysByHowMuchAndThatAZoneExplainsIt() {
    run.send(measured(NOON, Duration.ofHours(7).minusSeconds(20)));
    run.send(measured(NOON, Duration.ofMinutes(330)));
    run.send(measured(NOON, Duration.ofMinutes(25)));
    run.send(measured(NOON, Duration.ofDays(400)));

    var details = run.quarantined().stream().map(entry -> entry.getDetail()).toList();
    assertTrue(details.get(0).contains("7 h later"), details.get(0));
    assertTrue(details.get(0).contains("time zone"), details.get(0));
    assertTrue(details.get(1).contains("5 h 30 min later"), details.get(1));
    assertTrue(details.get(2).contains("25 min later"), details.get(2));
    assertTrue(details.get(2).contains("set the device's clock"), details.get(2));
    assertTrue(details.get(3).contains("400 days later"), details.get(3));
  }

  @Test
  void aSteadyOffsetIsAWrongClock() {
    for (int minute = 0; minute < 30; minute++) {
      run.send(measured(NOON.plusSeconds(60L * minute), Duration.ofHours(-1)));
    }
    run.passTime(Duration.ofHours(1));

    assertEquals(1, run.wrongClocks("behind"));
    assertEquals(0, run.wrongClocks("ahead"));
    assertEquals(3_600, run.clockSkew("behind"), 2);
  }

  @Test
  void aPhoneThatSyncsEveryHourIsNone() {
    for (int hour = 1; hour < 12; hour++) {
      Instant sync = NOON.plusSeconds(3_600L * hour);
      for (int minute = 6; minute < 60; minute++) {
        run.send(measured(sync, Duration.ofMinutes(-minute)));
      }
    }
    run.passTime(Duration.ofHours(1));

    assertEquals(0, run.wrongClocks("behind"));
  }

  @Test
  void whatIsMeasuredAfterItArrivedIsAWrongClockAtOnce() {
    run.send(measured(NOON, Duration.ofMinutes(2)));
    run.passTime(Duration.ofHours(1));

    assertEquals(1, run.wrongClocks("ahead"));
    run.passTime(Duration.ofHours(1));
    assertEquals(1, run.wrongClocks("ahead"));
  }

  @Test
  void aDeviceThatIsOnTimeAgainIsNone() {
    run.send(measured(NOON, Duration.ofMinutes(2)));
    run.send(measured(NOON.plusSeconds(300), Duration.ofSeconds(-2)));
    run.passTime(Duration.ofHours(1));

    assertEquals(0, run.wrongClocks("ahead"));
  }

  private static Reading measured(Instant receivedAt, Duration offset) {
    return reading("heart-rate", "/min", receivedAt.plus(offset), receivedAt, 61);
  }
}
