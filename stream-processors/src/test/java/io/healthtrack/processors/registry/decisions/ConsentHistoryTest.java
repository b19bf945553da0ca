package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.healthtrack.avro.Consent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsentHistoryTest {

  @Test
  void aNewDecisionClosesTheOpenOneBefore() {
    assertEquals(
        List.of(said("permit", 0, 10), said("deny", 10, null)),
        changed(List.of(said("permit", 0, null)), said("deny", 10, null)));
  }

  @Test
  void aDecisionFromTheSameInstantTakesThePlaceOfTheOneThere() {
    assertEquals(
        List.of(said("deny", 0, 5)), changed(List.of(said("permit", 0, null)), said("deny", 0, 5)));
    assertInstanceOf(
        ConsentHistory.Result.Unchanged.class,
        ConsentHistory.put(List.of(said("deny", 0, 5)), said("deny", 0, 5)));
  }

  @Test
  void scopesAndMetricsHaveHistoriesOfTheirOwn() {
    Consent heartRate = said("deny", 5, null);
    heartRate.setMetric("heart-rate");
    Consent research = said("deny", 5, null);
    research.setScope("research");
    assertEquals(
        List.of(said("permit", 0, null), heartRate),
        changed(List.of(said("permit", 0, null)), heartRate));
    assertEquals(
        List.of(said("permit", 0, null), research),
        changed(List.of(said("permit", 0, null)), research));
  }

  @Test
  void whatWouldContradictAnotherDecisionIsRefused() {
    assertEquals("overlap", refused(List.of(said("permit", 0, 10)), said("deny", 9, 12)));
    assertEquals("overlap", refused(List.of(said("permit", 10, null)), said("deny", 0, null)));
    assertEquals(
        "overlap",
        refused(List.of(said("permit", 0, 5), said("deny", 5, 9)), said("permit", 0, 6)));
    assertEquals("invalid-interval", refused(List.of(), said("deny", 5, 5)));
  }

  @Test
  void oneIntervalCanBeTakenOutAndNothingElseMoves() {
    List<Consent> held = List.of(said("permit", 0, 10), said("deny", 10, null));
    ConsentHistory.Result result = ConsentHistory.remove(held, said("", 10, null));
    assertEquals(
        List.of(said("permit", 0, 10)),
        assertInstanceOf(ConsentHistory.Result.Changed.class, result).consents());
    assertEquals(
        "not-found",
        assertInstanceOf(
                ConsentHistory.Result.Refused.class, ConsentHistory.remove(held, said("", 9, null)))
            .outcome()
            .code());
  }

  private static List<Consent> changed(List<Consent> held, Consent asked) {
    return assertInstanceOf(ConsentHistory.Result.Changed.class, ConsentHistory.put(held, asked))
        .consents();
  }

  private static String refused(List<Consent> held, Consent asked) {
    return assertInstanceOf(ConsentHistory.Result.Refused.class, ConsentHistory.put(held, asked))
        .outcome()
        .code();
  }

  private static Consent said(String decision, int from, Integer until) {
    return Consent.newBuilder()
        .setScope("analytics")
        .setDecision(decision)
        .setFrom(Instant.ofEpochSecond(from))
        .setUntil(until == null ? null : Instant.ofEpochSecond(until))
        .build();
  }
}
