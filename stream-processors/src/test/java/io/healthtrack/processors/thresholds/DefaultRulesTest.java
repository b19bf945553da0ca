package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.processors.thresholds.DefaultRules.DefaultRule;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultRulesTest {

  @Test
  void areWhatTheRegistryTakesAndNameTheirSources() {
    List<DefaultRule> rules = DefaultRules.load();

    assertEquals(8, rules.stream().map(DefaultRule::id).distinct().count());
    for (DefaultRule rule : rules) {
      assertFalse(rule.source().isBlank(), rule.key());
      Metric metric = MetricCatalogue.load().byCode(rule.rule().getMetric()).orElseThrow();
      assertTrue(within(metric, rule.rule().getAbove()), rule.key());
      assertTrue(within(metric, rule.rule().getBelow()), rule.key());
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
