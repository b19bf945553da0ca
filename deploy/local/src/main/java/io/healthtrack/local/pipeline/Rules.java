package io.healthtrack.local.pipeline;

import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.door.RuleDocument;
import io.healthtrack.processors.thresholds.DefaultRules;
import java.time.Duration;

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
                      (Runnable)
                          () ->
                              client.putThreshold(
                                  rule.id().toString(), RuleDocument.write(rule.rule())))
              .toArray(Runnable[]::new));
    }
  }
}
