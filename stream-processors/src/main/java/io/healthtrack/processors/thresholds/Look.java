package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A series at a tick, with what there is to know of it.
 *
 * @param series the store's key
 * @param held what is kept of it
 * @param probe a reading that nobody sent: what would be in force for it is in force at this time
 * @param now when this is done, for the record
 */
@SuppressWarnings("ArrayRecordComponent") // a store's key, never compared
record Look(
    byte[] series,
    SeriesEpisodes held,
    Metric metric,
    Reading probe,
    RuleIndex rules,
    Instant now) {

  /**
   * Adds what the clock did.
   *
   * @param rule that judged, {@code null} if it is not in force any more
   * @param signal what was held against the limit, {@code null} for none
   */
  void tell(
      List<Event> events,
      Rule rule,
      Signal signal,
      UUID device,
      Duration validFor,
      List<RuleEngine.Alert> alerts) {
    for (Event event : events) {
      AlertEvent alert = AlertEvents.byTheClock(event, rule, signal, probe, metric, validFor, now);
      alert.setDeviceId(device);
      alerts.add(new RuleEngine.Alert(alert, AlertEvents.topics(event)));
    }
  }

  /** The rule of an id, {@code null} if it is not among those in force. */
  static Rule find(List<Rule> rules, UUID id) {
    for (Rule rule : rules) {
      if (rule.id().equals(id)) {
        return rule;
      }
    }
    return null;
  }
}
