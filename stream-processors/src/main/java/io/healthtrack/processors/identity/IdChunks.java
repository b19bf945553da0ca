package io.healthtrack.processors.identity;

import io.healthtrack.processors.series.SeriesKey;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The chunks of a series: ids that came in order, sixteen to a value, numbered. Where one ends the
 * next begins, so that the one of a time is found by halving.
 *
 * <p>Layout: the time at which it ends, exclusive (8 bytes, microseconds), whether ids are missing
 * (1), entries.
 */
final class IdChunks {

  static final int HEADER = 9;
  private static final int INCOMPLETE = 8;

  private final KeyValueStore<byte[], byte[]> store;
  private final ClientIds clientIds;

  IdChunks(KeyValueStore<byte[], byte[]> store, ClientIds clientIds) {
    this.store = store;
    this.clientIds = clientIds;
  }

  /** Stores a head's tail as its next chunk, which ends at a time. */
  void add(byte[] series, byte[] head, long end) {
    int entries = head.length - SeriesHead.HEADER;
    byte[] chunk = new byte[HEADER + entries];
    IdEntries.writeLong(chunk, 0, end);
    chunk[INCOMPLETE] = (byte) (SeriesHead.isIncomplete(head) ? 1 : 0);
    System.arraycopy(head, SeriesHead.HEADER, chunk, HEADER, entries);
    store.put(key(series, SeriesHead.next(head)), chunk);
  }

  /** The chunk that would have what came in order at a time before the tail; null for none. */
  byte[] at(byte[] series, byte[] head, long time) {
    long low = SeriesHead.first(head);
    long high = SeriesHead.next(head);
    byte[] found = null;
    while (low < high) {
      long middle = (low + high) >>> 1;
      byte[] chunk = store.get(key(series, middle));
      if (IdEntries.readLong(chunk, 0) > time) {
        found = chunk;
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return found;
  }

  static boolean isIncomplete(byte[] chunk) {
    return chunk[INCOMPLETE] != 0;
  }

  /** Drops the chunks that ended by a time; the number of the first that is left. */
  long forget(byte[] series, byte[] head, long expired) {
    long next = SeriesHead.next(head);
    for (long number = SeriesHead.first(head); number < next; number++) {
      byte[] key = key(series, number);
      byte[] chunk = store.get(key);
      long end = IdEntries.readLong(chunk, 0);
      if (end > expired) {
        return number;
      }
      if (SeriesHead.hasClientIds(head)) {
        clientIds.forget(series, chunk, HEADER, end);
      }
      store.put(key, null);
    }
    return next;
  }

  /** Buckets of late ids lie in the same store, under numbers that count from 1970. */
  private static byte[] key(byte[] series, long number) {
    return SeriesKey.bucket(series, Long.MIN_VALUE + number);
  }
}
