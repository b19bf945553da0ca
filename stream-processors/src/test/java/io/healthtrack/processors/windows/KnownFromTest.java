package io.healthtrack.processors.windows;

import static io.healthtrack.processors.testing.Sample.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.processors.testing.MapStore;
import io.healthtrack.schemas.time.EventTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KnownFromTest {

  private final MapStore store = new MapStore();

  @Test
  void stateThatSawTheFirstRecordKnowsEverythingForGood() {
    assertEquals(Long.MIN_VALUE, hour(0));
    assertEquals(Long.MIN_VALUE, hour(7));
    assertEquals(Long.MIN_VALUE, new KnownFrom(store).hour(8, NOON.toEpochMilli()));
  }

  @Test
  void stateThatBeginsLaterKnowsTheHoursThatWereStillToCome() {
    long next = EventTime.micros(NOON.plus(Duration.ofHours(1)));
    assertEquals(next, hour(1));
    assertEquals(
        next,
        new KnownFrom(store).hour(9, NOON.plus(Duration.ofDays(1)).toEpochMilli()),
        "decided once");
  }

  private long hour(long offset) {
    return new KnownFrom(store).hour(offset, NOON.toEpochMilli());
  }
}
