package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.healthtrack.avro.Consent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConsentHistoryPropertyTest {

  @Property
  void neverOverlapWithinAScopeAndMetric(@ForAll("decisions") List<Consent> puts) {
    List<Consent> held = List.of();
    for (Consent put : puts) {
      held = after(held, put);
      for (int i = 1; i < held.size(); i++) {
        Consent a = held.get(i - 1);
        Consent b = held.get(i);
        if (a.getScope().equals(b.getScope()) && Objects.equals(a.getMetric(), b.getMetric())) {
          assertFalse(a.getUntil() == null || a.getUntil().isAfter(b.getFrom()), "overlap");
        }
      }
    }
  }

  @Property
  void putTwiceIsPutOnceAndWhatIsTakenOutIsGone(@ForAll("decisions") List<Consent> puts) {
    List<Consent> held = List.of();
    for (Consent put : puts) {
      if (ConsentHistory.put(held, put) instanceof ConsentHistory.Result.Changed changed) {
        held = changed.consents();
        assertInstanceOf(ConsentHistory.Result.Unchanged.class, ConsentHistory.put(held, put));
        List<Consent> without =
            assertInstanceOf(ConsentHistory.Result.Changed.class, ConsentHistory.remove(held, put))
                .consents();
        assertEquals(held.size() - 1, without.size());
      }
    }
  }

  @Provide
  Arbitrary<List<Consent>> decisions() {
    return Combinators.combine(
            Arbitraries.of("analytics", "research"),
            Arbitraries.of("heart-rate", "steps").injectNull(0.5),
            Arbitraries.of("permit", "deny"),
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(-1, 13).injectNull(0.5))
        .as(ConsentHistoryPropertyTest::said)
        .list()
        .ofMaxSize(15);
  }

  private static List<Consent> after(List<Consent> held, Consent put) {
    return ConsentHistory.put(held, put) instanceof ConsentHistory.Result.Changed changed
        ? changed.consents()
        : held;
  }

  private static Consent said(
      String scope, String metric, String decision, int from, Integer until) {
    return new Consent(
        scope,
        decision,
        Instant.ofEpochSecond(from),
        until == null ? null : Instant.ofEpochSecond(until),
        metric);
  }
}
