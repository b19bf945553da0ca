package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;

/**
 * An episode as far as it is known.
 *
 * @param newest its newest event
 * @param acknowledgement the event in which somebody took it on; null if nobody has since it last
 *     became worse
 */
public record Episode(AlertEvent newest, AlertEvent acknowledgement) {

  /** Whether it is over. */
  public boolean ended() {
    return ended(newest);
  }

  static boolean ended(AlertEvent event) {
    return event.getEvent().equals("resolved") || event.getEvent().equals("withdrawn");
  }
}
