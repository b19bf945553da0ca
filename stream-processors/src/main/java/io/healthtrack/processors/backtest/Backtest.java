package io.healthtrack.processors.backtest;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.thresholds.OpenEpisode;
import io.healthtrack.processors.thresholds.RuleEngine;
import io.healthtrack.processors.thresholds.RuleIndex;
import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.TrustedRecords;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Runs rules over stored readings with the engine that the topology runs, as if each reading had
 * arrived the moment it was measured. It remembers one person at a time: the series and open
 * episodes of that person, never the readings.
 */
public final class Backtest {

  /** No reading that validation lets through is older. */
  private static final Instant ALWAYS = Instant.parse("1900-01-01T00:00:00Z");

  private final RuleIndex rules;
  private final RuleEngine engine;
  private final Map<String, HeapStore> stores = new HashMap<>();
  private final EpisodeLedger ledger;
  private UUID person;
  private Instant last = Instant.MIN;

  /**
   * @param rules with the versions that are to be judged by; see {@link #always}
   * @param told each episode once, when it has ended or its person's readings have
   */
  public Backtest(
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      Collection<ThresholdRule> rules,
      Consumer<Episode> told) {
    this.rules = new RuleIndex(rules);
    this.engine = new RuleEngine(catalogue, settings, this::store);
    this.ledger = new EpisodeLedger(told);
  }

  /** A rule that is in force at all times. */
  public static ThresholdRule always(UUID id, String tenant, RuleVersion rule) {
    TrustedRecords.install();
    RuleVersion only = RuleVersion.newBuilder(rule).setFrom(ALWAYS).setUntil(null).build();
    return ThresholdRule.newBuilder()
        .setRuleId(id)
        .setTenant(tenant)
        .setVersion(1)
        .setVersions(List.of(only))
        .build();
  }

  /**
   * Says who the next person is, for rules that ask for age or conditions; before the person's
   * first reading. Of whom nothing is said nothing is known.
   */
  public void know(User user) {
    finish();
    person = user.getUserId();
    engine.know(user);
  }

  /**
   * Takes the next reading: person by person, each person's by {@code measured_at}. What enters no
   * rule live, enters none here.
   *
   * @param reading its {@code received_at} is overwritten with its {@code measured_at}
   */
  public void take(Reading reading) {
    if (!reading.getUserId().equals(person)) {
      finish();
      person = reading.getUserId();
    }
    if (reading.getMeasuredAt().isBefore(last)) {
      throw new IllegalArgumentException("a person's readings must come by measured_at");
    }
    last = reading.getMeasuredAt();
    if (reading.getStatistic() == null && !reading.getStatus().equals("entered-in-error")) {
      reading.setReceivedAt(reading.getMeasuredAt());
      engine
          .evaluate(reading, rules, reading.getMeasuredAt())
          .forEach(alert -> ledger.take(alert.event()));
    }
  }

  private HeapStore store(String name) {
    return stores.computeIfAbsent(name, key -> new HeapStore());
  }

  /** Tells what is still open; to be called after the last reading. */
  public void finish() {
    store(RuleEngine.EPISODES)
        .forEach((series, stored) -> OpenEpisode.of(person, stored).forEach(ledger::standing));
    ledger.finish();
    stores.values().forEach(HeapStore::clear);
    person = null;
    last = Instant.MIN;
  }
}
