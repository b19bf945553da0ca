package io.healthtrack.local.backtesting;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.topics.Topics;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rules of a running pipeline, read from the topic that its topology reads. */
public final class RulesInForce {

  private RulesInForce() {}

  /** The versions in force now, by metric and name. */
  public static RuleSet read(Endpoints endpoints, String tenant) {
    Map<UUID, ThresholdRule> newest = new HashMap<>();
    UuidDeserializer ids = new UuidDeserializer();
    try (CommittedConsumer<ThresholdRule> rules =
        new CommittedConsumer<>(
            endpoints.kafka(),
            List.of(Topics.REGISTRY_THRESHOLDS),
            From.BEGINNING,
            new AvroDeserializer<>(RegistryClient.http(endpoints.registry())))) {
      rules.readToEnd(
          record -> {
            UUID id = ids.deserialize(record.topic(), record.key());
            if (record.value() == null) {
              newest.remove(id);
            } else {
              newest.put(id, record.value());
            }
          });
    }
    Map<UUID, RuleVersion> inForce = new LinkedHashMap<>();
    newest.values().stream()
        .filter(rule -> rule.getTenant().equals(tenant) && inForce(rule) != null)
        .sorted(
            Comparator.comparing((ThresholdRule rule) -> inForce(rule).getMetric())
                .thenComparing(rule -> inForce(rule).getName())
                .thenComparing(ThresholdRule::getRuleId))
        .forEach(rule -> inForce.put(rule.getRuleId(), inForce(rule)));
    return new RuleSet(inForce);
  }

  private static RuleVersion inForce(ThresholdRule rule) {
    List<RuleVersion> versions = rule.getVersions();
    RuleVersion last = versions.isEmpty() ? null : versions.getLast();
    return last != null && last.getUntil() == null && last.getEnabled() ? last : null;
  }
}
