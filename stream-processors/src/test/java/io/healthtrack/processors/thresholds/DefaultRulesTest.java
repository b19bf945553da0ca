package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.registry.decisions.Rules;
import io.healthtrack.processors.thresholds.DefaultRules.DefaultRule;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DefaultRulesTest {

  @Test
  void areWhatTheRegistryTakesAndNameTheirSources() {
    List<DefaultRule> rules = DefaultRules.load();

    assertEquals(14, rules.stream().map(DefaultRule::id).distinct().count());
    for (DefaultRule rule : rules) {
      assertFalse(rule.source().isBlank(), rule.key());
      assertEquals("applied", taken(rule).getOutcome(), () -> rule.key() + taken(rule));
      Metric metric = MetricCatalogue.load().byCode(rule.rule().getMetric()).orElseThrow();
      if (rule.rule().getKind().equals("limit")) {
        assertTrue(within(metric, rule.rule().getAbove()), rule.key());
        assertTrue(within(metric, rule.rule().getBelow()), rule.key());
      }
    }
  }

  @Test
  void haveTheSameIdsOnEveryMachine() {
    assertEquals("heart-rate-very-high", DefaultRules.load().getFirst().key());
    assertEquals(DefaultRules.load(), DefaultRules.load());
  }

  @Test
  void oneCriticalRuleAlertsWithinFifteenSeconds() {
    assertTrue(
        DefaultRules.load().stream()
            .map(DefaultRule::rule)
            .filter(rule -> rule.getSeverity().equals("critical"))
            .anyMatch(DefaultRulesTest::isQuick));
  }

  @Test
  void showMostKindsAndACohort() {
    List<DefaultRule> rules = DefaultRules.load();
    assertEquals(
        Set.of("limit", "rate", "aggregate", "baseline", "composite"),
        rules.stream().map(rule -> rule.rule().getKind()).collect(Collectors.toSet()));
    assertTrue(rules.stream().anyMatch(rule -> rule.rule().getMinAge() != null));
  }

  private static ThresholdRule taken(DefaultRule rule) {
    RegistryCommand command =
        RegistryCommand.newBuilder()
            .setCommandId(new UUID(1, 1))
            .setSubjectId(rule.id())
            .setKind("put-threshold")
            .setRule(rule.rule())
            .build();
    return Rules.put(null, command, Instant.EPOCH, MetricCatalogue.load()::byCode);
  }

  private static boolean isQuick(RuleVersion rule) {
    return rule.getMetric().equals("heart-rate")
        && rule.getDwellSeconds() > 0
        && rule.getDwellSeconds() <= 15;
  }

  /** A limit that no plausible value can cross would never fire. */
  private static boolean within(Metric metric, Double limit) {
    return limit == null || (limit > metric.low() && limit < metric.high());
  }
}
