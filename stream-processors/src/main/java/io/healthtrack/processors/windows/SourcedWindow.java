package io.healthtrack.processors.windows;

import io.healthtrack.schemas.windows.WindowAggregate;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** A window, and which sources have brought readings into it: it closes when all are past it. */
record SourcedWindow(Set<Long> sources, WindowAggregate aggregate) implements Held {

  /** Further ones cannot keep a window open: a person does not wear as many devices at a time. */
  private static final int MOST = 16;

  static SourcedWindow empty(WindowAggregate none) {
    return new SourcedWindow(new LinkedHashSet<>(), none.empty());
  }

  /** Reads a window over the same bins as this one. */
  SourcedWindow read(ByteBuffer bytes) {
    Set<Long> sources = new LinkedHashSet<>();
    for (int i = bytes.get(); i > 0; i--) {
      sources.add(bytes.getLong());
    }
    return new SourcedWindow(sources, aggregate.read(bytes));
  }

  int bytes() {
    return 1 + sources.size() * Long.BYTES + aggregate.bytes();
  }

  void write(ByteBuffer bytes) {
    bytes.put((byte) sources.size());
    sources.forEach(bytes::putLong);
    aggregate.write(bytes);
  }

  void comesFrom(long source) {
    if (sources.size() < MOST) {
      sources.add(source);
    }
  }

  void add(SourcedWindow other) {
    other.sources.forEach(this::comesFrom);
    aggregate.add(other.aggregate);
  }

  /** Whether no source is expected to bring more. */
  boolean isClosed(SeriesState series, long end) {
    return sources.stream().allMatch(source -> series.isPast(source, end));
  }
}
