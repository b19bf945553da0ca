package io.healthtrack.processors.identity;

import io.healthtrack.processors.series.SeriesKey;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Settles whether a reading was passed on before. Per series it keeps the newest accepted time and
 * the exact ids of the horizon before it.
 *
 * <p>Ids that come in order are appended to the tail of the series' head; when there are {@value
 * #TAIL}, the tail becomes a chunk of its own. So a reading costs one write of some 230 bytes,
 * whether there is one a minute or a hundred. Ids that come late go into buckets of a sixtieth of
 * the horizon, so that a series brought backwards makes no value grow without bound either.
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

  /** Ids of a tail that becomes a chunk. */
  static final int TAIL = 16;

  private final KeyValueStore<byte[], byte[]> heads;
  private final KeyValueStore<byte[], byte[]> buckets;
  private final ClientIds clientIds;
  private final long horizon;
  private final long width;
  private final IdChunks chunks;
  private final int capacity;
  private final long mostChunks;

  /**
   * @param horizon how far before the newest reading ids are kept
   * @param capacity ids kept per sixtieth of the horizon, on average of those in order; beyond it
   *     what is not known is unproven
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
    this.chunks = new IdChunks(buckets, this.clientIds);
    this.capacity = capacity;
    this.mostChunks = (long) BUCKETS * capacity / TAIL;
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
    head = SeriesHead.current(head, width, capacity);
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
    long now = claim.measuredAt();
    long mask = forgetBuckets(claim.series(), head, bucketOf(newest), bucketOf(now));
    byte[] room = roomFor(claim.series(), head, newest, now);
    heads.put(claim.series(), SeriesHead.stamp(withTail(room, claim), now, mask, named));
    clientIds.remember(claim);
    return fresh(claim, elsewhere, provenFrom);
  }

  /** A head whose tail takes one more id, if there may be one more chunk. */
  private byte[] roomFor(byte[] series, byte[] head, long newest, long now) {
    long expired = now - horizon;
    if (newest <= expired) {
      chunks.forget(series, head, now);
      if (SeriesHead.hasClientIds(head)) {
        clientIds.forget(series, head, SeriesHead.HEADER, newest + 1);
      }
      return SeriesHead.begin(now);
    }
    if (IdEntries.count(head, SeriesHead.HEADER) < TAIL) {
      return head;
    }
    long first = chunks.forget(series, head, expired);
    if (SeriesHead.next(head) - first >= mostChunks) {
      return SeriesHead.incomplete(head);
    }
    chunks.add(series, head, now);
    return SeriesHead.cut(head, first, now);
  }

  private Finding lookUp(Claim claim, byte[] head, long newest, long provenFrom) {
    long time = claim.measuredAt();
    int age = (int) (bucketOf(newest) - bucketOf(time));
    long mask = SeriesHead.mask(head);
    boolean inTail = time >= SeriesHead.tail(head);
    byte[] chunk = inTail ? null : chunks.at(claim.series(), head, time);
    byte[] bucketKey = SeriesKey.bucket(claim.series(), bucketOf(time));
    byte[] late = (mask & (1L << age)) == 0 ? IdEntries.NONE : buckets.get(bucketKey);
    IdEntries.Match match = IdEntries.find(late, 0, claim.id(), claim.digest());
    if (inTail) {
      match = match.or(IdEntries.find(head, SeriesHead.HEADER, claim.id(), claim.digest()));
    } else if (chunk != null) {
      match = match.or(IdEntries.find(chunk, IdChunks.HEADER, claim.id(), claim.digest()));
    }
    if (match == IdEntries.Match.SAME_CONTENT) {
      return Finding.DUPLICATE;
    }
    boolean known = match == IdEntries.Match.OTHER_CONTENT || clientIds.seenElsewhere(claim);
    if (known && !claim.correction()) {
      return Finding.CONFLICT;
    }
    if (IdEntries.count(late, 0) >= capacity
        || (inTail && SeriesHead.isIncomplete(head))
        || (chunk != null && IdChunks.isIncomplete(chunk))) {
      // The ids of that time are not complete any more, so absence proves nothing.
      return Finding.UNPROVEN;
    }
    boolean named = SeriesHead.hasClientIds(head) || claim.givenByClient();
    buckets.put(bucketKey, IdEntries.with(late, claim.id(), claim.digest(), claim.givenByClient()));
    heads.put(claim.series(), SeriesHead.stamp(head.clone(), newest, mask | 1L << age, named));
    clientIds.remember(claim);
    return fresh(claim, known, provenFrom);
  }

  /** A copy of a head with one more entry, unless ids are left out. */
  private static byte[] withTail(byte[] head, Claim claim) {
    return SeriesHead.isIncomplete(head)
        ? head.clone()
        : IdEntries.with(head, claim.id(), claim.digest(), claim.givenByClient());
  }

  /** Drops the buckets that lie before the horizon; the mask as the new bucket sees it. */
  private long forgetBuckets(byte[] series, byte[] head, long newestBucket, long bucket) {
    long mask = SeriesHead.mask(head);
    long steps = bucket - newestBucket;
    for (long left = mask; left != 0; left &= left - 1) {
      int age = Long.numberOfTrailingZeros(left);
      if (age + steps > BUCKETS) {
        long late = newestBucket - age;
        byte[] key = SeriesKey.bucket(series, late);
        if (SeriesHead.hasClientIds(head)) {
          clientIds.forget(series, buckets.get(key), 0, (late + 1) * width);
        }
        buckets.put(key, null);
      }
    }
    return steps > BUCKETS ? 0 : (mask << steps) & ((2L << BUCKETS) - 1);
  }

  private static byte[] firstHead(Claim claim) {
    byte[] head = withTail(SeriesHead.begin(claim.measuredAt()), claim);
    return SeriesHead.stamp(head, claim.measuredAt(), 0, claim.givenByClient());
  }

  private static Finding fresh(Claim claim, boolean known, long provenFrom) {
    return known || claim.correction() || claim.measuredAt() <= provenFrom
        ? Finding.UNPROVEN
        : Finding.FRESH;
  }

  private long bucketOf(long micros) {
    return Math.floorDiv(micros, width);
  }
}
