package io.healthtrack.processors.series;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Keys of series in state stores: user, metric, device, so that a person's series lie together. */
public final class SeriesKey {

  /** Length of a series' key. */
  public static final int BYTES = 16 + 2 + 16;

  private static final int PERSON = 16;
  private static final UUID NO_DEVICE = new UUID(0, 0);

  /** Stands in the place of a device where what several measure is seen as one. */
  private static final UUID COMBINED = UUID.fromString("3d1a8f0e-52c4-5f6b-9d0b-6f1f2f3e4a05");

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

  /** The key of what a person's readings of several metrics say together. */
  public static byte[] combined(UUID user, short metricId) {
    return of(user, metricId, COMBINED);
  }

  /** Whether a key is one of {@link #combined}. */
  public static boolean isCombined(byte[] series) {
    ByteBuffer bytes = ByteBuffer.wrap(series).position(PERSON + Short.BYTES);
    return new UUID(bytes.getLong(), bytes.getLong()).equals(COMBINED);
  }

  /** The metric's id in a series' key. */
  public static short metric(byte[] series) {
    return ByteBuffer.wrap(series).getShort(PERSON);
  }

  /** The device in a series' key, {@code null} where there is none. */
  public static UUID device(byte[] series) {
    ByteBuffer bytes = ByteBuffer.wrap(series).position(PERSON + Short.BYTES);
    UUID device = new UUID(bytes.getLong(), bytes.getLong());
    return device.equals(NO_DEVICE) || device.equals(COMBINED) ? null : device;
  }

  /** The key of one bucket of a series. */
  public static byte[] bucket(byte[] series, long bucket) {
    return ByteBuffer.allocate(series.length + Long.BYTES).put(series).putLong(bucket).array();
  }
}
