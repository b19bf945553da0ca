package io.healthtrack.gateway.tracing;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What this gateway accepted most recently: whose each reading is and when it was measured, by id.
 * The database finds a reading by exactly that, so that its table needs no index on the id.
 *
 * <p>Fixed memory, in arrays, because as many objects would keep the collector busy: a reading's id
 * chooses a set of four places, and the oldest of the four makes room. Safe for several threads.
 */
public final class RecentReadings {

  private static final int WAYS = 4;

  private final int mask;
  private final long[] idHigh;
  private final long[] idLow;
  private final long[] userHigh;
  private final long[] userLow;
  private final long[] measuredAt;
  private final long[] receivedAt;

  /**
   * What is remembered of a reading.
   *
   * @param userId whose it is
   * @param measuredAt when it was measured
   * @param receivedAt when it was received last
   */
  public record Recent(UUID userId, Instant measuredAt, Instant receivedAt) {}

  /** Room for about so many readings, at 48 bytes each. */
  public RecentReadings(int capacity) {
    int places = Math.max(WAYS, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
    mask = places - WAYS;
    idHigh = new long[places];
    idLow = new long[places];
    userHigh = new long[places];
    userLow = new long[places];
    measuredAt = new long[places];
    receivedAt = new long[places];
  }

  /** Remembers the readings of a request. */
  public synchronized void add(List<Reading> readings) {
    for (Reading reading : readings) {
      UUID id = reading.getReadingId();
      long received = EventTime.micros(reading.getReceivedAt());
      int place = placeFor(id);
      UUID user = reading.getUserId();
      idHigh[place] = id.getMostSignificantBits();
      idLow[place] = id.getLeastSignificantBits();
      userHigh[place] = user.getMostSignificantBits();
      userLow[place] = user.getLeastSignificantBits();
      measuredAt[place] = EventTime.micros(reading.getMeasuredAt());
      receivedAt[place] = received;
    }
  }

  /** What is remembered of the reading with this id. */
  public synchronized Optional<Recent> find(UUID id) {
    int first = first(id);
    for (int place = first; place < first + WAYS; place++) {
      if (holds(place, id)) {
        return Optional.of(
            new Recent(
                new UUID(userHigh[place], userLow[place]),
                EventTime.instant(measuredAt[place]),
                EventTime.instant(receivedAt[place])));
      }
    }
    return Optional.empty();
  }

  private int placeFor(UUID id) {
    int first = first(id);
    int oldest = first;
    for (int place = first; place < first + WAYS; place++) {
      if (holds(place, id)) {
        return place;
      }
      if (receivedAt[place] < receivedAt[oldest]) {
        oldest = place;
      }
    }
    return oldest;
  }

  private boolean holds(int place, UUID id) {
    return receivedAt[place] != 0
        && idLow[place] == id.getLeastSignificantBits()
        && idHigh[place] == id.getMostSignificantBits();
  }

  /** Name-based ids are hashes already: their bits are spread as they are. */
  private int first(UUID id) {
    return ((int) id.getLeastSignificantBits() * WAYS) & mask;
  }
}
