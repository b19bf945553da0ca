package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.TrustedRecords;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleFaultsTest {

  static {
    TrustedRecords.install();
  }

  /** What is done to a good rule, and the field that the refusal must name. */
  record Case(String kind, String field, UnaryOperator<RuleVersion.Builder> spoilt) {

    @Override
    public String toString() {
      return kind + " " + field;
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void namesTheFieldAndTheRemedy(Case one) {
    String fault = fault(one.spoilt().apply(good(one.kind()))).orElse("taken");
    assertTrue(fault.contains("`" + one.field() + "`"), one + ": " + fault);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void takesAGoodRuleOfEachKind(String kind) {
    assertEquals(Optional.empty(), fault(good(kind)));
  }

  @Test
  void takesScopesAndEscalation() {
    assertEquals(
        Optional.empty(),
        fault(
            good("limit")
                .setSeverity("warning")
                .setEscalateAbove(180.0)
                .setEscalateTo("critical")
                .setCooldownSeconds(86_400)
                .setRepeatSeconds(600)
                .setMinAge(65)
                .setMaxAge(65)
                .setCondition("http://hl7.org/fhir/sid/icd-10|I48")));
  }

  @Test
  void aSumMayBeBeyondWhatOneReadingCanBe() {
    assertEquals(
        Optional.empty(),
        fault(
            good("aggregate").setMetric("oxygen-saturation").setStatistic("sum").setAbove(500.0)));
  }

  static List<String> kinds() {
    return List.of("limit", "rate", "aggregate", "baseline", "absence", "composite");
  }

  static List<Case> faults() {
    return List.of(
        new Case("limit", "kind", rule -> rule.setKind("trend")),
        new Case("limit", "metric", rule -> rule.setMetric("aura")),
        new Case("limit", "severity", rule -> rule.setSeverity("bad")),
        new Case("limit", "above", rule -> rule.setAbove(null)),
        new Case("limit", "above", rule -> rule.setAbove(Double.NaN)),
        new Case("limit", "above", rule -> rule.setAbove(5_000.0)),
        new Case("limit", "below", rule -> rule.setBelow(-1.0)),
        new Case("limit", "below", rule -> rule.setBelow(149.0).setHysteresis(5)),
        new Case("limit", "hysteresis", rule -> rule.setHysteresis(-1)),
        new Case("limit", "hysteresis", rule -> rule.setHysteresis(Double.NaN)),
        new Case("limit", "dwell_seconds", rule -> rule.setDwellSeconds(-1)),
        new Case("limit", "resolve_seconds", rule -> rule.setResolveSeconds(-1)),
        new Case("limit", "cooldown_seconds", rule -> rule.setCooldownSeconds(-1)),
        new Case("limit", "cooldown_seconds", rule -> rule.setCooldownSeconds(86_401)),
        new Case("limit", "repeat_seconds", rule -> rule.setRepeatSeconds(-1)),
        new Case("limit", "repeat_seconds", rule -> rule.setRepeatSeconds(86_401)),
        new Case("limit", "min_age", rule -> rule.setMinAge(-1)),
        new Case("limit", "max_age", rule -> rule.setMaxAge(151)),
        new Case("limit", "min_age", rule -> rule.setMinAge(66).setMaxAge(65)),
        new Case("limit", "condition", rule -> rule.setCondition("diabetes")),
        new Case("limit", "condition", rule -> rule.setCondition("|E10")),
        new Case("limit", "user", rule -> rule.setUserId(new UUID(1, 1)).setMinAge(65)),
        new Case("limit", "window_seconds", rule -> rule.setWindowSeconds(60)),
        new Case("limit", "statistic", rule -> rule.setStatistic("mean")),
        new Case("limit", "baseline_days", rule -> rule.setBaselineDays(7)),
        new Case("limit", "absent_seconds", rule -> rule.setAbsentSeconds(60)),
        new Case("limit", "match", rule -> rule.setMatch("any")),
        new Case("limit", "conditions", rule -> rule.setConditions(List.of(saturation()))),
        new Case("limit", "escalate_to", rule -> rule.setEscalateAbove(180.0)),
        new Case("limit", "escalate_to", rule -> escalated(rule, "worse", 180)),
        new Case("limit", "escalate_to", rule -> escalated(rule, "info", 180)),
        new Case("limit", "escalate_to", rule -> rule.setEscalateTo("critical")),
        new Case("limit", "escalate_above", rule -> escalated(rule, "critical", 140)),
        new Case("limit", "escalate_above", rule -> escalated(rule, "critical", 5_000)),
        new Case(
            "limit",
            "escalate_below",
            rule -> rule.setEscalateBelow(30.0).setEscalateTo("critical")),
        new Case("rate", "window_seconds", rule -> rule.setWindowSeconds(0)),
        new Case("rate", "window_seconds", rule -> rule.setWindowSeconds(86_401)),
        new Case("rate", "above", rule -> rule.setAbove(null)),
        new Case("aggregate", "statistic", rule -> rule.setStatistic(null)),
        new Case("aggregate", "statistic", rule -> rule.setStatistic("median")),
        new Case("aggregate", "window_seconds", rule -> rule.setWindowSeconds(-1)),
        new Case("aggregate", "above", rule -> rule.setAbove(5_000.0)),
        new Case("baseline", "baseline_days", rule -> rule.setBaselineDays(2)),
        new Case("baseline", "baseline_days", rule -> rule.setBaselineDays(61)),
        new Case("absence", "absent_seconds", rule -> rule.setAbsentSeconds(59)),
        new Case("absence", "absent_seconds", rule -> rule.setAbsentSeconds(604_801)),
        new Case("absence", "above", rule -> rule.setAbove(150.0)),
        new Case("absence", "escalate_to", rule -> rule.setEscalateTo("critical")),
        new Case("composite", "conditions", rule -> rule.setConditions(List.of())),
        new Case(
            "composite",
            "conditions",
            rule -> rule.setConditions(Collections.nCopies(9, saturation()))),
        new Case(
            "composite",
            "conditions",
            rule -> rule.setConditions(List.of(saturation(), saturation()))),
        new Case("composite", "conditions", rule -> conditioned(rule, "heart-rate", 50.0, null)),
        new Case("composite", "conditions", rule -> conditioned(rule, "aura", 50.0, null)),
        new Case("composite", "conditions", rule -> conditioned(rule, "glucose", null, null)),
        new Case("composite", "conditions", rule -> conditioned(rule, "glucose", 1e9, null)),
        new Case("composite", "conditions", rule -> conditioned(rule, "glucose", 80.0, 90.0)),
        new Case("composite", "match", rule -> rule.setMatch("most")),
        new Case("composite", "window_seconds", rule -> rule.setWindowSeconds(0)),
        new Case("composite", "escalate_to", rule -> escalated(rule, "critical", 180)));
  }

  private static RuleVersion.Builder good(String kind) {
    RuleVersion.Builder rule =
        RuleVersion.newBuilder()
            .setVersion(1)
            .setFrom(Instant.EPOCH)
            .setKind(kind)
            .setMetric("heart-rate")
            .setSeverity("warning")
            .setAbove(150.0);
    return switch (kind) {
      case "rate" -> rule.setWindowSeconds(600);
      case "aggregate" -> rule.setWindowSeconds(600).setStatistic("mean");
      case "baseline" -> rule.setBaselineDays(14).setAbove(3.0);
      case "absence" -> rule.setAbsentSeconds(3_600).setAbove(null);
      case "composite" -> rule.setWindowSeconds(600).setConditions(List.of(saturation()));
      default -> rule;
    };
  }

  private static RuleVersion.Builder escalated(RuleVersion.Builder rule, String to, double above) {
    return rule.setEscalateAbove(above).setEscalateTo(to);
  }

  private static RuleVersion.Builder conditioned(
      RuleVersion.Builder rule, String metric, Double above, Double below) {
    return rule.setConditions(List.of(new RuleCondition(metric, above, below)));
  }

  private static RuleCondition saturation() {
    return new RuleCondition("oxygen-saturation", null, 92.0);
  }

  private static Optional<String> fault(RuleVersion.Builder rule) {
    return RuleFaults.of(rule.build(), MetricCatalogue.load()::byCode);
  }
}
