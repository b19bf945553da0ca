package io.healthtrack.processors.windows;

import io.healthtrack.schemas.windows.WindowReading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How far an hour has been told of: the revision, and which minutes changed since. Of amounts it
 * also holds the readings themselves, because a finer one that comes later displaces coarser ones.
 */
final class HourState implements Held {

  private static final byte LAYOUT = 1;
  private static final int AMOUNT_BYTES = 2 * 16 + 3 * Long.BYTES + 1;
  private static final UUID NO_DEVICE = new UUID(0, 0);
  private static final long NO_END = Long.MIN_VALUE;

  private int revision;
  private long changed;
  private long present;
  private final List<WindowReading> amounts = new ArrayList<>();
  private SourcedWindow whole;

  private HourState(SourcedWindow whole) {
    this.whole = whole;
  }

  /**
   * An hour of which nothing is known yet.
   *
   * @param none an empty window of the metric; null for amounts
   */
  static HourState begin(SourcedWindow none) {
    return new HourState(none == null ? null : SourcedWindow.empty(none.aggregate()));
  }

  /**
   * Reads what is stored.
   *
   * @param none an empty window of the metric; null for amounts
   */
  static HourState read(byte[] stored, SourcedWindow none) {
    HourState state = begin(none);
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    byte layout = bytes.get();
    if (layout != LAYOUT) {
      throw new IllegalStateException("hours are stored in layout " + layout);
    }
    state.revision = bytes.getInt();
    state.changed = bytes.getLong();
    state.present = bytes.getLong();
    if (none != null) {
      state.whole = none.read(bytes);
    }
    while (bytes.hasRemaining()) {
      state.amounts.add(amount(bytes));
    }
    return state;
  }

  byte[] write() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            1
                + Integer.BYTES
                + 2 * Long.BYTES
                + (whole == null ? 0 : whole.bytes())
                + amounts.size() * AMOUNT_BYTES);
    bytes.put(LAYOUT).putInt(revision).putLong(changed).putLong(present);
    if (whole != null) {
      whole.write(bytes);
    }
    amounts.forEach(amount -> write(bytes, amount));
    return bytes.array();
  }

  /** All of the hour's readings; null for amounts. */
  SourcedWindow whole() {
    return whole;
  }

  void whole(SourcedWindow grown) {
    whole = grown;
  }

  int revision() {
    return revision;
  }

  /** The changed minutes, a bit each. */
  long changed() {
    return changed;
  }

  /** The minutes that have something stored, a bit each. */
  long present() {
    return present;
  }

  void present(int minute) {
    present |= 1L << minute;
  }

  List<WindowReading> amounts() {
    return amounts;
  }

  /** Notes minutes that changed; whether it is the first change since the hour was told of. */
  boolean change(int first, int last) {
    boolean news = changed == 0;
    for (int minute = first; minute <= last; minute++) {
      changed |= 1L << minute;
    }
    return news;
  }

  void told() {
    revision++;
    changed = 0;
  }

  private static void write(ByteBuffer bytes, WindowReading amount) {
    put(bytes, amount.readingId());
    put(bytes, amount.deviceId() == null ? NO_DEVICE : amount.deviceId());
    bytes.putLong(amount.measuredAt());
    bytes.putLong(amount.endAt() == null ? NO_END : amount.endAt());
    bytes.putDouble(amount.value());
    // Which way a bound points makes no difference to windows.
    bytes.put((byte) (amount.comparator() == null ? 0 : 1));
  }

  private static WindowReading amount(ByteBuffer bytes) {
    UUID id = id(bytes);
    UUID device = id(bytes);
    long measuredAt = bytes.getLong();
    long endAt = bytes.getLong();
    double value = bytes.getDouble();
    String comparator = bytes.get() == 0 ? null : "<";
    return new WindowReading(
        id,
        device.equals(NO_DEVICE) ? null : device,
        measuredAt,
        endAt == NO_END ? null : endAt,
        value,
        comparator);
  }

  private static void put(ByteBuffer bytes, UUID id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static UUID id(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
