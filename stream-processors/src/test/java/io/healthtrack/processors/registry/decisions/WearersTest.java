package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.healthtrack.avro.Assignment;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WearersTest {

  private static final UUID ADA = new UUID(0, 1);
  private static final UUID BOB = new UUID(0, 2);

  @Test
  void aNewWearerEndsTheOpenIntervalBefore() {
    assertEquals(
        List.of(worn(ADA, 0, 10), worn(BOB, 10, null)),
        changed(List.of(worn(ADA, 0, null)), worn(BOB, 10, null)));
  }

  @Test
  void theSameWearerFromTheSameInstantMayEnd() {
    assertEquals(List.of(worn(ADA, 0, 10)), changed(List.of(worn(ADA, 0, null)), worn(ADA, 0, 10)));
  }

  @Test
  void aGapBeforeMayBeFilled() {
    assertEquals(
        List.of(worn(BOB, 0, 10), worn(ADA, 10, null)),
        changed(List.of(worn(ADA, 10, null)), worn(BOB, 0, 10)));
  }

  @Test
  void anotherWearersTimeIsRefused() {
    assertEquals("overlap", refused(List.of(worn(ADA, 0, 10)), worn(BOB, 9, 12)));
    assertEquals("overlap", refused(List.of(worn(ADA, 10, null)), worn(BOB, 0, null)));
    assertEquals("overlap", refused(List.of(worn(ADA, 0, null)), worn(BOB, 0, null)));
  }

  @Test
  void anIntervalThatEndsBeforeItBeginsIsRefused() {
    assertEquals("invalid-interval", refused(List.of(), worn(ADA, 5, 5)));
  }

  private static List<Assignment> changed(List<Assignment> held, Assignment asked) {
    return assertInstanceOf(Wearers.Result.Changed.class, Wearers.put(held, asked)).assignments();
  }

  private static String refused(List<Assignment> held, Assignment asked) {
    return assertInstanceOf(Wearers.Result.Refused.class, Wearers.put(held, asked))
        .outcome()
        .code();
  }

  private static Assignment worn(UUID user, int from, Integer until) {
    return new Assignment(
        user, Instant.ofEpochSecond(from), until == null ? null : Instant.ofEpochSecond(until));
  }
}
