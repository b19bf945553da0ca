package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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

class WearersPropertyTest {

  @Property
  void neverOverlapAndStayInOrder(@ForAll("puts") List<Assignment> puts) {
    List<Assignment> held = List.of();
    for (Assignment put : puts) {
      held = after(held, put);
      for (int i = 1; i < held.size(); i++) {
        Instant until = held.get(i - 1).getUntil();
        assertFalse(until == null || until.isAfter(held.get(i).getFrom()), "overlap");
        assertTrue(until.isAfter(held.get(i - 1).getFrom()), "empty interval");
      }
    }
  }

  @Property
  void putTwiceIsPutOnce(@ForAll("puts") List<Assignment> puts) {
    List<Assignment> held = List.of();
    for (Assignment put : puts) {
      if (Wearers.put(held, put) instanceof Wearers.Result.Changed changed) {
        held = changed.assignments();
        assertInstanceOf(Wearers.Result.Unchanged.class, Wearers.put(held, put));
      }
    }
  }

  @Property
  void theSameCommandsGiveTheSameList(@ForAll("puts") List<Assignment> puts) {
    List<Assignment> once = List.of();
    List<Assignment> again = new ArrayList<>();
    for (Assignment put : puts) {
      once = after(once, put);
      again = new ArrayList<>(after(again, put));
    }
    assertEquals(once, again);
  }

  @Property
  void aRefusedPutChangesNothingThatIsHeld(@ForAll("puts") List<Assignment> puts) {
    List<Assignment> held = List.of();
    for (Assignment put : puts) {
      List<Assignment> before = List.copyOf(held);
      held = after(held, put);
      if (Wearers.put(before, put) instanceof Wearers.Result.Refused) {
        assertEquals(before, held);
      } else {
        assertTrue(held.contains(put));
      }
    }
  }

  @Provide
  Arbitrary<List<Assignment>> puts() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(-1, 21).injectNull(0.4))
        .as(WearersPropertyTest::assignment)
        .list()
        .ofMaxSize(15);
  }

  private static List<Assignment> after(List<Assignment> held, Assignment put) {
    return Wearers.put(held, put) instanceof Wearers.Result.Changed changed
        ? changed.assignments()
        : held;
  }

  private static Assignment assignment(int user, int from, Integer until) {
    return new Assignment(
        new UUID(0, user),
        Instant.ofEpochSecond(from),
        until == null ? null : Instant.ofEpochSecond(until));
  }
}
