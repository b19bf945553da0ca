package io.healthtrack.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {

  @Test
  void metersHaveTheNamesThatAreDocumented() {
    try (GatewayMetrics metrics = new GatewayMetrics(() -> 7)) {
      metrics.verdicts(3, 2, 1);
      metrics.rejected("bad-time");
      metrics.acknowledged(5_000_000);
      metrics.begin();
      metrics.end("post-readings", 207, 9_000_000);
      String scrape = metrics.scrape();
      for (String line :
          List.of(
              "healthtrack_gateway_readings_received_total 6.0",
              "healthtrack_gateway_readings_accepted_total 3.0",
              "healthtrack_gateway_readings_duplicate_total 2.0",
              "healthtrack_gateway_readings_rejected_total{code=\"bad-time\"} 1.0",
              "healthtrack_gateway_readings_unconfirmed_total 0.0",
              "healthtrack_gateway_in_flight_bytes 7.0",
              "healthtrack_gateway_in_flight_requests 0.0",
              "healthtrack_gateway_broker_acknowledgement_seconds_count 1",
              "healthtrack_gateway_request_seconds_count{endpoint=\"post-readings\",status=\"207\"} 1")) {
        assertTrue(scrape.contains(line), line);
      }
    }
  }
}
