package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.directory.Directory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells whose events are still to be told. Somebody erased is marked, and not known to the
 * directory; somebody just registered may not be known to it yet, so what is new is told of anybody
 * who is not marked.
 */
final class AlertPeople {

  private static final Duration NEW = Duration.ofHours(1);

  private final AlertStore store;
  private final Directory directory;
  private final Clock clock;

  AlertPeople(AlertStore store, Directory directory, Clock clock) {
    this.store = store;
    this.directory = directory;
    this.clock = clock;
  }

  boolean toBeTold(AlertEvent event) {
    Instant received = event.getReceivedAt();
    if (received.toEpochMilli() <= store.erasedAt(event.getUserId())) {
      return false;
    }
    return received.isAfter(clock.instant().minus(NEW))
        || directory.user(event.getUserId(), event.getTenant()).isPresent();
  }
}
