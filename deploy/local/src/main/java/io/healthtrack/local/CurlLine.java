package io.healthtrack.local;

import io.healthtrack.local.pipeline.Endpoints;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Requests to paste into a terminal. */
final class CurlLine {
  private CurlLine() {}

  /** Registers a person and sends a first reading of theirs. */
  static String register(Endpoints endpoints) {
    return """
          curl -sS -X PUT %1$s/v1/users/me%%7C1 -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{}'
        %3$s"""
        .formatted(
            endpoints.gateway(), endpoints.apiKey(), reading(endpoints, "\"user\":\"me|1\""));
  }

  /** Sends a reading of somebody who is registered. */
  static String reading(Endpoints endpoints, String subject) {
    return "  curl -sS %s/v1/readings -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{\"readings\":[{%s,\"metric\":\"heart-rate\",\"value\":72,\"unit\":\"/min\",\"measured_at\":\"%s\"}]}'"
        .formatted(
            endpoints.gateway(),
            endpoints.apiKey(),
            subject,
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }
}
