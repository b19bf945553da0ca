package io.healthtrack.processors.series;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Keys of series in state stores: user, metric, device, so that a person's series lie together. */
public final class SeriesKey {

  /** Length of a series' key. */
  public static final int BYTES = 16 + 2 + 16;

  private SeriesKey() {}

  /**
   * The key of a series.
   *
   * @param metricId the catalogue's id of the metric
   * @param device absent, for self-reports and health records, is {@code null}
   */
  public static byte[] of(UUID user, short metricId, UUID device) {
    return ByteBuffer.allocate(BYTES)
        .putLong(user.getMostSignificantBits())
        .putLong(user.getLeastSignificantBits())
        .putShort(metricId)
        .putLong(device == null ? 0 : device.getMostSignificantBits())
        .putLong(device == null ? 0 : device.getLeastSignificantBits())
        .array();
  }

  /** The key of one bucket of a series. */
  public static byte[] bucket(byte[] series, long bucket) {
    return ByteBuffer.allocate(series.length + Long.BYTES).put(series).putLong(bucket).array();
  }
}
