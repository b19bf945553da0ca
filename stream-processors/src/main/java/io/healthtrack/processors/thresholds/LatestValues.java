package io.healthtrack.processors.thresholds;

import io.healthtrack.processors.series.SeriesKey;
import java.nio.ByteBuffer;
import java.util.UUID;

/** The newest value of each metric of a person, whichever device it is from. */
final class LatestValues {

  private final BytesStore store;

  LatestValues(BytesStore store) {
    this.store = store;
  }

  /** {@code null} without. */
  Point of(UUID user, short metric) {
    byte[] stored = store.get(SeriesKey.of(user, metric, null));
    return stored == null ? null : Point.read(ByteBuffer.wrap(stored));
  }

  void put(UUID user, short metric, Point value) {
    ByteBuffer bytes = ByteBuffer.allocate(Point.BYTES);
    value.write(bytes);
    store.put(SeriesKey.of(user, metric, null), bytes.array());
  }
}
