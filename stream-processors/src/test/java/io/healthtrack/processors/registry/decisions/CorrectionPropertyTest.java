package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Assignment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CorrectionPropertyTest {

  private static final int END = 24;

  @Property
  void theIntervalBelongsToTheWearerAndNothingElseChanges(
      @ForAll("assignments") List<Assignment> asked) {
    List<Assignment> held = List.of();
    for (Assignment correction : asked) {
      List<Assignment> after = corrected(held, correction);
      for (int second = 0; second < END; second++) {
        Instant at = Instant.ofEpochSecond(second);
        boolean inside =
            !at.isBefore(correction.getFrom())
                && (correction.getUntil() == null || at.isBefore(correction.getUntil()));
        assertEquals(inside ? correction.getUserId() : wearer(held, at), wearer(after, at));
      }
      held = after;
    }
  }

  @Property
  void neverOverlapAndStayInOrder(@ForAll("assignments") List<Assignment> asked) {
    List<Assignment> held = List.of();
    for (Assignment correction : asked) {
      held = corrected(held, correction);
      for (int i = 1; i < held.size(); i++) {
        Instant until = held.get(i - 1).getUntil();
        assertFalse(until == null || until.isAfter(held.get(i).getFrom()), "overlap");
        assertTrue(until.isAfter(held.get(i - 1).getFrom()), "empty interval");
      }
    }
  }

  @Property
  void correctedTwiceIsCorrectedOnce(@ForAll("assignments") List<Assignment> asked) {
    List<Assignment> held = List.of();
    for (Assignment correction : asked) {
      held = corrected(held, correction);
      assertInstanceOf(Wearers.Result.Unchanged.class, Wearers.correct(held, correction));
    }
  }

  @Property
  void whatIsWithdrawnIsNobodysAndNothingElseChanges(
      @ForAll("assignments") List<Assignment> asked) {
    List<Assignment> held = List.of();
    for (Assignment correction : asked) {
      held = corrected(held, correction);
    }
    for (Assignment mistake : held) {
      List<Assignment> rest = new ArrayList<>(held);
      rest.remove(mistake);
      Wearers.Result result =
          Wearers.withdraw(held, new Assignment(mistake.getUserId(), mistake.getFrom(), null));
      assertEquals(rest, assertInstanceOf(Wearers.Result.Changed.class, result).assignments());
      assertNotEquals(mistake.getUserId(), wearer(rest, mistake.getFrom()));
      assertInstanceOf(Wearers.Result.Refused.class, Wearers.withdraw(rest, mistake));
    }
  }

  @Provide
  Arbitrary<List<Assignment>> assignments() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(1, 10).injectNull(0.2))
        .as(
            (user, from, length) ->
                new Assignment(
                    new UUID(0, user),
                    Instant.ofEpochSecond(from),
                    length == null ? null : Instant.ofEpochSecond(from + length)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static List<Assignment> corrected(List<Assignment> held, Assignment asked) {
    return switch (Wearers.correct(held, asked)) {
      case Wearers.Result.Changed changed -> changed.assignments();
      case Wearers.Result.Unchanged unchanged -> held;
      case Wearers.Result.Refused refused -> throw new AssertionError(refused.outcome().code());
    };
  }

  private static UUID wearer(List<Assignment> held, Instant at) {
    for (Assignment assignment : held) {
      if (!at.isBefore(assignment.getFrom())
          && (assignment.getUntil() == null || at.isBefore(assignment.getUntil()))) {
        return assignment.getUserId();
      }
    }
    return null;
  }
}
