package io.healthtrack.local.pipeline;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.processors.thresholds.DefaultRules;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts the rules that come with HealthTrack into the registry, through the gateway's door. */
final class Rules {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Rules() {}

  static void provision(Endpoints endpoints) {
    try (GatewayClient client =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), PATIENCE)) {
      Concurrently.run(
          DefaultRules.load().stream()
              .map(
                  rule ->
                      (Runnable) () -> client.putThreshold(rule.id().toString(), body(rule.rule())))
              .toArray(Runnable[]::new));
    }
  }

  private static Map<String, Object> body(RuleVersion rule) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", rule.getName());
    body.put("metric", rule.getMetric());
    body.put("severity", rule.getSeverity());
    if (rule.getAbove() != null) {
      body.put("above", rule.getAbove());
    }
    if (rule.getBelow() != null) {
      body.put("below", rule.getBelow());
    }
    body.put("hysteresis", rule.getHysteresis());
    body.put("dwell_seconds", rule.getDwellSeconds());
    body.put("resolve_seconds", rule.getResolveSeconds());
    return body;
  }
}
