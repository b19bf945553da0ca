package io.healthtrack.sink.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long days may wait. */
class DailyFollowUpTest {

  @Test
  void restsTheLongerTheMoreThereWas() {
    assertEquals(Duration.ofSeconds(5), DailyFollowUp.restAfter(0));
    assertEquals(Duration.ofSeconds(5), DailyFollowUp.restAfter(500));
    assertEquals(Duration.ofSeconds(25), DailyFollowUp.restAfter(2_500));
    assertEquals(Duration.ofMinutes(1), DailyFollowUp.restAfter(1_000_000));
  }
}
