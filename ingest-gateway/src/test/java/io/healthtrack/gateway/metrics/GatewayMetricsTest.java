package io.healthtrack.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {

  @Test
  void metersHaveTheNamesThatAreDocumented() {
    try (GatewayMetrics metrics = new GatewayMetrics(() -> 7)) {
      metrics.verdicts("clinic", 3, 2, List.of("bad-time"));
      metrics.body("clinic", 10);
      metrics.refused("too-large");
      metrics.acknowledged(5_000_000);
      metrics.begin();
      metrics.end("post-readings", 207, 9_000_000);
      String scrape = metrics.scrape();
      for (String line :
          List.of(
              "healthtrack_gateway_readings_received_total{tenant=\"clinic\"} 6.0",
              "healthtrack_gateway_readings_accepted_total{tenant=\"clinic\"} 3.0",
              "healthtrack_gateway_readings_duplicate_total{tenant=\"clinic\"} 2.0",
              "healthtrack_gateway_readings_rejected_total{code=\"bad-time\",tenant=\"clinic\"} 1.0",
              "healthtrack_gateway_readings_unconfirmed_total{tenant=\"clinic\"} 0.0",
              "healthtrack_gateway_body_bytes_total{tenant=\"clinic\"} 10.0",
              "healthtrack_gateway_requests_refused_total{code=\"too-large\"} 1.0",
              "healthtrack_gateway_in_flight_bytes 7.0",
              "healthtrack_gateway_in_flight_requests 0.0",
              "healthtrack_gateway_broker_acknowledgement_seconds_count 1",
              "healthtrack_gateway_request_seconds_count{endpoint=\"post-readings\",status=\"207\"} 1")) {
        assertTrue(scrape.contains(line), line);
      }
    }
  }
}
