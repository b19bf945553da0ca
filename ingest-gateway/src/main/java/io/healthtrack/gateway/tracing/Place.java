package io.healthtrack.gateway.tracing;

import java.time.Instant;

/** Somewhere a reading was found in the database. */
public sealed interface Place {

  /**
   * A row of the table.
   *
   * @param metric code
   * @param measuredAt when it was measured
   * @param receivedAt when a gateway received it
   */
  record Stored(String metric, Instant measuredAt, Instant receivedAt) implements Place {}

  /**
   * A row of the quarantine.
   *
   * @param reason stable code
   * @param detail the field and the remedy
   * @param stage who refused it
   * @param at when
   * @param topic of the refused record
   * @param partition of the refused record
   * @param offset of the refused record
   */
  record Quarantined(
      String reason,
      String detail,
      String stage,
      Instant at,
      String topic,
      int partition,
      long offset)
      implements Place {}
}
