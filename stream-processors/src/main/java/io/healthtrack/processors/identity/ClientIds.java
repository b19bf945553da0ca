package io.healthtrack.processors.identity;

import java.util.Arrays;
import org.apache.kafka.streams.state.KeyValueStore;

/** Where ids given by clients were seen last: series and time, for as long as the horizon lasts. */
final class ClientIds {

  private static final int USER = 16;

  private final KeyValueStore<byte[], byte[]> places;

  ClientIds(KeyValueStore<byte[], byte[]> places) {
    this.places = places;
  }

  /** Whether the id was accepted for another series of the person, or for another time. */
  boolean seenElsewhere(SeriesIdentities.Claim claim) {
    if (!claim.givenByClient()) {
      return false;
    }
    byte[] place = places.get(key(claim));
    return place != null && !Arrays.equals(place, place(claim));
  }

  void remember(SeriesIdentities.Claim claim) {
    if (claim.givenByClient()) {
      places.put(key(claim), place(claim));
    }
  }

  /**
   * Drops the ids of an expired bucket, unless they have been accepted at a later time or in
   * another series since.
   *
   * @param until end of the bucket, exclusive
   */
  void forget(byte[] series, byte[] entries, int header, long until) {
    for (int at = header; at < entries.length; at += IdEntries.BYTES) {
      if (IdEntries.givenByClient(entries, at)) {
        byte[] key = Arrays.copyOf(series, USER + 16);
        System.arraycopy(entries, at, key, USER, 16);
        byte[] place = places.get(key);
        if (place != null
            && Arrays.equals(place, 0, series.length, series, 0, series.length)
            && IdEntries.readLong(place, series.length) < until) {
          places.delete(key);
        }
      }
    }
  }

  private static byte[] key(SeriesIdentities.Claim claim) {
    byte[] key = Arrays.copyOf(claim.series(), USER + 16);
    IdEntries.writeLong(key, USER, claim.id().getMostSignificantBits());
    IdEntries.writeLong(key, USER + 8, claim.id().getLeastSignificantBits());
    return key;
  }

  private static byte[] place(SeriesIdentities.Claim claim) {
    byte[] place = Arrays.copyOf(claim.series(), claim.series().length + Long.BYTES);
    IdEntries.writeLong(place, claim.series().length, claim.measuredAt());
    return place;
  }
}
