package io.healthtrack.processors.identity;

import io.healthtrack.processors.series.SeriesKey;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Settles whether a reading was passed on before. Per series it keeps the newest accepted time and
 * the exact ids of the horizon before it.
 *
 * <p>Ids that come in order are appended to the tail of the series' head; a tail of {@value #TAIL}
 * ids and a sixtieth of the horizon becomes a chunk of its own. So a reading a minute costs one
 * write, and an hour of readings a second does not make one value of 86 KB. Ids that come late go
 * into buckets of a sixtieth of the horizon, so that neither a long life nor a high rate nor a
 * series brought backwards makes one value grow without bound.
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

  /** Ids of a tail that may become a chunk. */
  private static final int TAIL = 12;

  private final KeyValueStore<byte[], byte[]> heads;
  private final KeyValueStore<byte[], byte[]> buckets;
  private final ClientIds clientIds;
  private final long horizon;
  private final long width;
  private final int capacity;

  /**
   * @param horizon how far before the newest reading ids are kept
   * @param capacity ids kept per sixtieth of the horizon; beyond it new ones are unproven
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
    long now = claim.measuredAt();
    long expired = now - horizon;
    long mask = forgetBuckets(claim.series(), head, bucketOf(newest), bucketOf(now));
    int gone = forgetChunks(claim.series(), head, expired);
    byte[] next;
    if (newest <= expired) {
      if (SeriesHead.hasClientIds(head)) {
        clientIds.forget(claim.series(), head, SeriesHead.header(head), newest + 1);
      }
      next = SeriesHead.begin(now, mask, named);
    } else {
      next = SeriesHead.without(head, gone, width);
      long begin = SeriesHead.tail(next, width);
      if (now - begin >= width && IdEntries.count(next, SeriesHead.header(next)) >= TAIL) {
        buckets.put(SeriesKey.bucket(claim.series(), begin), SeriesHead.entries(next));
        next = SeriesHead.cut(next, now);
      }
    }
    heads.put(claim.series(), SeriesHead.stamp(withTail(next, claim), now, mask, named));
    clientIds.remember(claim);
    return fresh(claim, elsewhere, provenFrom);
  }

  private Finding lookUp(Claim claim, byte[] head, long newest, long provenFrom) {
    long time = claim.measuredAt();
    int age = (int) (bucketOf(newest) - bucketOf(time));
    long mask = SeriesHead.mask(head);
    boolean inTail = time >= SeriesHead.tail(head, width);
    byte[] inOrder = inTail ? head : chunkAt(claim.series(), head, time);
    int header = inTail ? SeriesHead.header(head) : 0;
    byte[] bucketKey = SeriesKey.bucket(claim.series(), bucketOf(time));
    byte[] late = (mask & (1L << age)) == 0 ? IdEntries.NONE : buckets.get(bucketKey);
    IdEntries.Match match = IdEntries.find(inOrder, header, claim.id(), claim.digest());
    IdEntries.Match among = IdEntries.find(late, 0, claim.id(), claim.digest());
    if (match == IdEntries.Match.SAME_CONTENT || among == IdEntries.Match.SAME_CONTENT) {
      return Finding.DUPLICATE;
    }
    boolean known =
        match == IdEntries.Match.OTHER_CONTENT
            || among == IdEntries.Match.OTHER_CONTENT
            || clientIds.seenElsewhere(claim);
    if (known && !claim.correction()) {
      return Finding.CONFLICT;
    }
    if (isFull(inOrder, header) || IdEntries.count(late, 0) >= capacity) {
      // The ids of that time are not complete any more, so absence proves nothing.
      return Finding.UNPROVEN;
    }
    boolean named = SeriesHead.hasClientIds(head) || claim.givenByClient();
    if (inTail && age == 0) {
      byte[] grown = withTail(SeriesHead.without(head, 0, width), claim);
      heads.put(claim.series(), SeriesHead.stamp(grown, newest, mask, named));
    } else {
      buckets.put(
          bucketKey, IdEntries.with(late, claim.id(), claim.digest(), claim.givenByClient()));
      heads.put(claim.series(), SeriesHead.stamp(head.clone(), newest, mask | 1L << age, named));
    }
    clientIds.remember(claim);
    return fresh(claim, known, provenFrom);
  }

  /** A copy of a head with one more entry, unless its tail is full. */
  private byte[] withTail(byte[] head, Claim claim) {
    return isFull(head, SeriesHead.header(head))
        ? head.clone()
        : IdEntries.with(head, claim.id(), claim.digest(), claim.givenByClient());
  }

  private byte[] chunkAt(byte[] series, byte[] head, long time) {
    int chunk = SeriesHead.chunkAt(head, time);
    return chunk < 0
        ? IdEntries.NONE
        : buckets.get(SeriesKey.bucket(series, SeriesHead.chunk(head, chunk)));
  }

  /** Drops the chunks that lie before the horizon; how many. */
  private int forgetChunks(byte[] series, byte[] head, long expired) {
    int chunks = SeriesHead.chunks(head);
    int gone = 0;
    while (gone < chunks) {
      long end =
          gone + 1 < chunks ? SeriesHead.chunk(head, gone + 1) : SeriesHead.tail(head, width);
      if (end > expired) {
        break;
      }
      forget(series, head, SeriesHead.chunk(head, gone), end);
      gone++;
    }
    return gone;
  }

  /** Drops the buckets that lie before the horizon; the mask as the new bucket sees it. */
  private long forgetBuckets(byte[] series, byte[] head, long newestBucket, long bucket) {
    long mask = SeriesHead.mask(head);
    long steps = bucket - newestBucket;
    for (long left = mask; left != 0; left &= left - 1) {
      int age = Long.numberOfTrailingZeros(left);
      if (age + steps > BUCKETS) {
        long late = newestBucket - age;
        forget(series, head, late, (late + 1) * width);
      }
    }
    return steps > BUCKETS ? 0 : (mask << steps) & ((2L << BUCKETS) - 1);
  }

  private void forget(byte[] series, byte[] head, long begin, long end) {
    byte[] key = SeriesKey.bucket(series, begin);
    if (SeriesHead.hasClientIds(head)) {
      clientIds.forget(series, buckets.get(key), 0, end);
    }
    buckets.put(key, null);
  }

  private byte[] firstHead(Claim claim) {
    return withTail(SeriesHead.begin(claim.measuredAt(), 0, claim.givenByClient()), claim);
  }

  private static Finding fresh(Claim claim, boolean known, long provenFrom) {
    return known || claim.correction() || claim.measuredAt() <= provenFrom
        ? Finding.UNPROVEN
        : Finding.FRESH;
  }

  /** Whether ids that came in order may be missing. */
  private boolean isFull(byte[] inOrder, int header) {
    return IdEntries.count(inOrder, header) >= capacity + TAIL;
  }

  private long bucketOf(long micros) {
    return Math.floorDiv(micros, width);
  }
}
