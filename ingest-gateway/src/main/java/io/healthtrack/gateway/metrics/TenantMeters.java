package io.healthtrack.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The counters of one tenant; tenants are made by operators, so there are few. */
final class TenantMeters {

  private static final String READINGS = "healthtrack.gateway.readings.";

  private final MeterRegistry meters;
  private final String tenant;
  private final Counter received;
  private final Counter accepted;
  private final Counter duplicate;
  private final Counter unconfirmed;
  private final Counter bytes;

  TenantMeters(MeterRegistry meters, String tenant) {
    this.meters = meters;
    this.tenant = tenant;
    received = readings("received", "Readings with a final verdict.");
    accepted = readings("accepted", "Readings the broker acknowledged.");
    duplicate = readings("duplicate", "Readings repeated within a request.");
    unconfirmed =
        readings("unconfirmed", "Readings of requests that ended in 503: in the topic or not.");
    bytes =
        Counter.builder("healthtrack.gateway.body.bytes")
            .description("Bytes of bodies, after decompression.")
            .tag("tenant", tenant)
            .register(meters);
  }

  void body(int length) {
    bytes.increment(length);
  }

  void verdicts(int acceptedReadings, int duplicateReadings, Iterable<String> rejections) {
    int rejected = 0;
    for (String code : rejections) {
      rejected++;
      // Looked up anew, because rejections are rare and codes are few.
      Counter.builder(READINGS + "rejected")
          .description("Readings wrong in form, by code.")
          .tag("tenant", tenant)
          .tag("code", code)
          .register(meters)
          .increment();
    }
    received.increment((double) acceptedReadings + duplicateReadings + rejected);
    accepted.increment(acceptedReadings);
    duplicate.increment(duplicateReadings);
  }

  void unconfirmed(int readings) {
    unconfirmed.increment(readings);
  }

  private Counter readings(String name, String description) {
    return Counter.builder(READINGS + name)
        .description(description)
        .tag("tenant", tenant)
        .register(meters);
  }
}
