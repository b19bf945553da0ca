package io.healthtrack.sink.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StretchTest {

  @Test
  void whoKeepsAnIntervalLosesNothing() {
    assertEquals(List.of(), lost(List.of(worn(1, 0, null)), List.of(worn(1, 0, null))));
    assertEquals(
        List.of(),
        lost(List.of(worn(1, 0, 9)), List.of(worn(1, 0, 4), worn(1, 4, 9), worn(2, 9, null))));
  }

  @Test
  void aHandOverTakesTheTimeFromThenOn() {
    assertEquals(
        List.of(worn(1, 5, null)),
        lost(List.of(worn(1, 0, null)), List.of(worn(1, 0, 5), worn(2, 5, null))));
  }

  @Test
  void aCorrectionTakesThePartItSplitsOut() {
    assertEquals(
        List.of(worn(1, 3, 5)),
        lost(List.of(worn(1, 0, null)), List.of(worn(1, 0, 3), worn(2, 3, 5), worn(1, 5, null))));
  }

  @Test
  void whatIsWithdrawnIsLostWhole() {
    assertEquals(
        List.of(worn(1, 0, 5)),
        lost(List.of(worn(1, 0, 5), worn(2, 5, null)), List.of(worn(2, 5, null))));
  }

  @Test
  void everyInstantIsLostByWhomItBelongedToAndNoLongerDoes() {
    Random random = new Random(17);
    for (int round = 0; round < 2_000; round++) {
      List<Stretch> before = some(random);
      List<Stretch> after = some(random);
      List<Stretch> lost = lost(before, after);
      for (int second = 0; second < 40; second++) {
        Instant at = Instant.ofEpochSecond(second);
        UUID old = wearer(before, at);
        UUID expected = old != null && !old.equals(wearer(after, at)) ? old : null;
        assertEquals(expected, wearer(lost, at));
      }
    }
  }

  private static List<Stretch> some(Random random) {
    List<Stretch> stretches = new ArrayList<>();
    int from = random.nextInt(5);
    while (from < 30) {
      int until = from + 1 + random.nextInt(9);
      boolean last = random.nextInt(5) == 0;
      stretches.add(worn(1 + random.nextInt(3), from, last ? null : until));
      if (last) {
        break;
      }
      from = until + (random.nextBoolean() ? 0 : random.nextInt(4));
    }
    return stretches;
  }

  private static List<Stretch> lost(List<Stretch> before, List<Stretch> after) {
    return Stretch.lost(before, after);
  }

  private static UUID wearer(List<Stretch> stretches, Instant at) {
    return stretches.stream()
        .filter(s -> !at.isBefore(s.from()) && (s.until() == null || at.isBefore(s.until())))
        .map(Stretch::user)
        .findFirst()
        .orElse(null);
  }

  private static Stretch worn(int user, int from, Integer until) {
    return new Stretch(
        new UUID(0, user),
        Instant.ofEpochSecond(from),
        until == null ? null : Instant.ofEpochSecond(until));
  }
}
