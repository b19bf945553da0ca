package io.healthtrack.gateway.alerts;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * How far the alert topics were read: for each partition of each topic the next offset. Its text is
 * what clients hold on to; any gateway of the cluster understands it. Never changes.
 */
public final class Position {

  private static final byte FORMAT = 1;
  private static final int HEAD = 1 + Integer.BYTES;
  private static final int LONGEST_VARINT = 10;
  private static final int MOST_PARTITIONS = 1 << 12;
  private static final int TOPICS = AlertTopic.values().length;

  private final int cluster;
  private final long[] offsets;
  private String text;

  private Position(int cluster, long[] offsets) {
    this.cluster = cluster;
    this.offsets = offsets;
  }

  /** The text is none that a gateway of this cluster has written. */
  public static final class MalformedPositionException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPositionException() {
      super("not a position of this cluster");
    }
  }

  /** The beginning of everything, in a cluster whose topics have so many partitions. */
  static Position zero(String clusterId, int partitions) {
    return new Position(clusterId.hashCode(), new long[TOPICS * partitions]);
  }

  int partitions() {
    return offsets.length / TOPICS;
  }

  long next(AlertTopic topic, int partition) {
    return offsets[topic.place() * partitions() + partition];
  }

  Position with(AlertTopic topic, int partition, long next) {
    long[] moved = offsets.clone();
    moved[topic.place() * partitions() + partition] = next;
    return new Position(cluster, moved);
  }

  /** Whether nothing of the other is missing here. */
  boolean covers(Position other) {
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < other.offsets[i]) {
        return false;
      }
    }
    return true;
  }

  /** The further of the two, partition by partition. */
  Position max(Position other) {
    if (covers(other)) {
      return this;
    }
    long[] furthest = offsets.clone();
    for (int i = 0; i < furthest.length; i++) {
      furthest[i] = Math.max(furthest[i], other.offsets[i]);
    }
    return new Position(cluster, furthest);
  }

  /** Opaque, without a blank, for {@code Last-Event-ID}. */
  public synchronized String text() {
    if (text == null) {
      ByteBuffer bytes =
          ByteBuffer.allocate(HEAD + (offsets.length + 1) * LONGEST_VARINT + Integer.BYTES);
      bytes.put(FORMAT).putInt(cluster);
      write(bytes, partitions());
      for (long offset : offsets) {
        write(bytes, offset);
      }
      bytes.putInt(sum(bytes.array(), bytes.position()));
      text =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }
    return text;
  }

  /**
   * Reads what {@link #text()} has written.
   *
   * @throws MalformedPositionException if it was damaged, or comes from somewhere else
   */
  Position parse(String written) throws MalformedPositionException {
    try {
      byte[] all = Base64.getUrlDecoder().decode(written);
      ByteBuffer bytes = ByteBuffer.wrap(all);
      boolean ours =
          all.length > HEAD + Integer.BYTES
              && sum(all, all.length - Integer.BYTES) == bytes.getInt(all.length - Integer.BYTES)
              && bytes.get() == FORMAT
              && bytes.getInt() == cluster;
      if (!ours || read(bytes) != partitions() || partitions() > MOST_PARTITIONS) {
        throw new MalformedPositionException();
      }
      long[] read = new long[offsets.length];
      for (int i = 0; i < read.length; i++) {
        read[i] = read(bytes);
      }
      if (bytes.remaining() != Integer.BYTES) {
        throw new MalformedPositionException();
      }
      return new Position(cluster, read);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new MalformedPositionException();
    }
  }

  private static int sum(byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }

  private static void write(ByteBuffer bytes, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

  private static long read(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BufferUnderflowException();
  }
}
