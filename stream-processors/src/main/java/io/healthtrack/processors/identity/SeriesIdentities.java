package io.healthtrack.processors.identity;

import io.healthtrack.processors.series.SeriesKey;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Settles whether a reading was passed on before. Per series it keeps the newest accepted time and
 * the exact ids of the horizon before it, in buckets of a sixtieth of the horizon, so that neither
 * a long life nor a high rate makes one value grow without bound.
 *
 * <ul>
 *   <li>Newer than the newest: nothing like it can have passed. Fresh.
 *   <li>Within the horizon: decided by id, exactly.
 *   <li>Older: unproven, and not recorded.
 *   <li>A correction or retraction: unproven, because the table holds what it changes.
 *   <li>Measured at or before {@code provenFrom}, the time from which this state is known to be
 *       complete (see {@link Provenance}): never fresh.
 * </ul>
 *
 * <p>All versions of an id are kept, so that a late copy of the first version is a duplicate and
 * not a conflict with its own correction. Ids that clients give do not contain the time, so they
 * are also kept by id: the same one at another time within the horizon is other content.
 */
public final class SeriesIdentities {

  private static final int BUCKETS = 60;

  private final KeyValueStore<byte[], byte[]> heads;
  private final KeyValueStore<byte[], byte[]> buckets;
  private final ClientIds clientIds;
  private final long horizon;
  private final long width;
  private final int capacity;

  /**
   * @param horizon how far before the newest reading ids are kept
   * @param capacity ids kept per bucket; beyond it new ones are unproven
   */
  public SeriesIdentities(
      KeyValueStore<byte[], byte[]> heads,
      KeyValueStore<byte[], byte[]> buckets,
      KeyValueStore<byte[], byte[]> clientIds,
      Duration horizon,
      int capacity) {
    this.heads = heads;
    this.buckets = buckets;
    this.clientIds = new ClientIds(clientIds);
    this.width = horizon.toNanos() / 1_000 / BUCKETS;
    this.horizon = width * BUCKETS;
    this.capacity = capacity;
  }

  /** One reading, as far as identity is concerned. Times in microseconds since the epoch. */
  // The array is a key of a state store, made for this claim and never changed.
  @SuppressWarnings("ArrayRecordComponent")
  public record Claim(
      byte[] series,
      UUID id,
      long digest,
      long measuredAt,
      boolean givenByClient,
      boolean correction) {}

  /** Settles a claim and remembers it, unless it is a conflict or too old to be remembered. */
  public Finding settle(Claim claim, long provenFrom) {
    byte[] head = heads.get(claim.series());
    if (head == null) {
      boolean elsewhere = clientIds.seenElsewhere(claim);
      if (elsewhere && !claim.correction()) {
        return Finding.CONFLICT;
      }
      heads.put(claim.series(), firstHead(claim));
      clientIds.remember(claim);
      return fresh(claim, elsewhere, provenFrom);
    }
    long newest = SeriesHead.newest(head);
    if (claim.measuredAt() > newest) {
      return advance(claim, head, newest, provenFrom);
    }
    if (claim.measuredAt() <= newest - horizon) {
      return Finding.UNPROVEN;
    }
    return lookUp(claim, head, newest, provenFrom);
  }

  private Finding advance(Claim claim, byte[] head, long newest, long provenFrom) {
    boolean elsewhere = clientIds.seenElsewhere(claim);
    if (elsewhere && !claim.correction()) {
      return Finding.CONFLICT;
    }
    boolean named = SeriesHead.hasClientIds(head) || claim.givenByClient();
    long newestBucket = bucketOf(newest);
    long steps = bucketOf(claim.measuredAt()) - newestBucket;
    long mask = SeriesHead.mask(head);
    if (steps == 0) {
      byte[] grown =
          isFull(head, SeriesHead.HEADER)
              ? head.clone()
              : IdEntries.with(head, claim.id(), claim.digest(), claim.givenByClient());
      heads.put(claim.series(), SeriesHead.stamp(grown, claim.measuredAt(), mask, named));
    } else {
      long kept = forgetExpired(claim.series(), head, newestBucket, mask, steps);
      heads.put(
          claim.series(),
          SeriesHead.next(
              claim.measuredAt(), kept, named, claim.id(), claim.digest(), claim.givenByClient()));
    }
    clientIds.remember(claim);
    return fresh(claim, elsewhere, provenFrom);
  }

  private Finding lookUp(Claim claim, byte[] head, long newest, long provenFrom) {
    int age = (int) (bucketOf(newest) - bucketOf(claim.measuredAt()));
    long mask = SeriesHead.mask(head);
    byte[] bucketKey = null;
    byte[] held = head;
    int header = SeriesHead.HEADER;
    if (age > 0) {
      bucketKey = SeriesKey.bucket(claim.series(), bucketOf(claim.measuredAt()));
      held = (mask & (1L << age)) == 0 ? IdEntries.NONE : buckets.get(bucketKey);
      header = 0;
    }
    IdEntries.Match match = IdEntries.find(held, header, claim.id(), claim.digest());
    if (match == IdEntries.Match.SAME_CONTENT) {
      return Finding.DUPLICATE;
    }
    boolean known = match == IdEntries.Match.OTHER_CONTENT || clientIds.seenElsewhere(claim);
    if (known && !claim.correction()) {
      return Finding.CONFLICT;
    }
    if (isFull(held, header)) {
      // Its ids are not complete any more, so absence proves nothing.
      return Finding.UNPROVEN;
    }
    byte[] grown = IdEntries.with(held, claim.id(), claim.digest(), claim.givenByClient());
    boolean named = SeriesHead.hasClientIds(head) || claim.givenByClient();
    if (age == 0) {
      heads.put(claim.series(), SeriesHead.stamp(grown, newest, mask, named));
    } else {
      buckets.put(bucketKey, grown);
      heads.put(claim.series(), SeriesHead.stamp(head.clone(), newest, mask | 1L << age, named));
    }
    clientIds.remember(claim);
    return fresh(claim, known, provenFrom);
  }

  /** Moves the newest bucket out of the head, drops what is older than the horizon, shifts. */
  private long forgetExpired(byte[] series, byte[] head, long newestBucket, long mask, long steps) {
    boolean named = SeriesHead.hasClientIds(head);
    for (long left = mask; left != 0; left &= left - 1) {
      int age = Long.numberOfTrailingZeros(left);
      if (age + steps > BUCKETS) {
        byte[] key = SeriesKey.bucket(series, newestBucket - age);
        if (named) {
          clientIds.forget(series, buckets.get(key), 0, (newestBucket - age + 1) * width);
        }
        buckets.delete(key);
      }
    }
    if (steps > BUCKETS) {
      if (named) {
        clientIds.forget(series, head, SeriesHead.HEADER, (newestBucket + 1) * width);
      }
      return 0;
    }
    buckets.put(SeriesKey.bucket(series, newestBucket), SeriesHead.entries(head));
    return ((mask | 1) << steps) & ((2L << BUCKETS) - 1);
  }

  private static byte[] firstHead(Claim claim) {
    return SeriesHead.first(claim.measuredAt(), claim.id(), claim.digest(), claim.givenByClient());
  }

  private static Finding fresh(Claim claim, boolean known, long provenFrom) {
    return known || claim.correction() || claim.measuredAt() <= provenFrom
        ? Finding.UNPROVEN
        : Finding.FRESH;
  }

  private boolean isFull(byte[] held, int header) {
    return IdEntries.count(held, header) >= capacity;
  }

  private long bucketOf(long micros) {
    return Math.floorDiv(micros, width);
  }
}
