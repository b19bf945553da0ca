package io.healthtrack.processors.windows;

import io.healthtrack.schemas.windows.WindowAggregate;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A window, and which sources have brought readings into it: it closes when all are past it. */
final class SourcedWindow implements Held {

  /** Further ones cannot keep a window open: a person does not wear as many devices at a time. */
  private static final int MOST = 16;

  private static final long[] NONE = {};

  private final WindowAggregate aggregate;
  // Nearly always one, and asked about for every reading: no set is as small or as quick.
  private long[] sources;

  private SourcedWindow(long[] sources, WindowAggregate aggregate) {
    this.sources = sources;
    this.aggregate = aggregate;
  }

  static SourcedWindow empty(WindowAggregate none) {
    return new SourcedWindow(NONE, none.empty());
  }

  /** Reads a window over the same bins as this one. */
  SourcedWindow read(ByteBuffer bytes) {
    long[] sources = new long[bytes.get()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = bytes.getLong();
    }
    return new SourcedWindow(sources, aggregate.read(bytes));
  }

  int bytes() {
    return 1 + sources.length * Long.BYTES + aggregate.bytes();
  }

  void write(ByteBuffer bytes) {
    bytes.put((byte) sources.length);
    for (long source : sources) {
      bytes.putLong(source);
    }
    aggregate.write(bytes);
  }

  WindowAggregate aggregate() {
    return aggregate;
  }

  void comesFrom(long source) {
    for (long known : sources) {
      if (known == source) {
        return;
      }
    }
    if (sources.length < MOST) {
      sources = Arrays.copyOf(sources, sources.length + 1);
      sources[sources.length - 1] = source;
    }
  }

  void add(SourcedWindow other) {
    for (long source : other.sources) {
      comesFrom(source);
    }
    aggregate.add(other.aggregate);
  }

  /** Whether no source is expected to bring more. */
  boolean isClosed(SeriesState series, long end) {
    for (long source : sources) {
      if (!series.isPast(source, end)) {
        return false;
      }
    }
    return true;
  }
}
