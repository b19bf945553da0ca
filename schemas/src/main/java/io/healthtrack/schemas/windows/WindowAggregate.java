package io.healthtrack.schemas.windows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is kept of the readings of one person and metric in one window. Every number is a function
 * of the <em>set</em> of readings alone: sums are kept without rounding and rounded once when asked
 * for, and the first and last are chosen by time and then by id. So the stream, which adds readings
 * as they come and merges short windows into long ones, and the table, which adds them all again,
 * agree to the last bit.
 *
 * <p>Which readings a window is made of, and which part of an interval, is {@link HourWindows}'
 * business.
 *
 * <p>Not safe for use by several threads.
 */
public final class WindowAggregate {

  /**
   * One value with its place in the series.
   *
   * @param measuredAt microseconds since 1970
   * @param readingId decides between readings of the same instant, compared as in the database
   * @param value in the canonical unit
   */
  public record Point(long measuredAt, UUID readingId, double value) {

    void write(ByteBuffer out) {
      out.putLong(measuredAt)
          .putLong(readingId.getMostSignificantBits())
          .putLong(readingId.getLeastSignificantBits())
          .putDouble(value);
    }

    static Point read(ByteBuffer in) {
      return new Point(in.getLong(), new UUID(in.getLong(), in.getLong()), in.getDouble());
    }

    boolean isBefore(Point other) {
      if (measuredAt != other.measuredAt) {
        return measuredAt < other.measuredAt;
      }
      int order =
          Long.compareUnsigned(
              readingId.getMostSignificantBits(), other.readingId.getMostSignificantBits());
      return order == 0
          ? Long.compareUnsigned(
                  readingId.getLeastSignificantBits(), other.readingId.getLeastSignificantBits())
              < 0
          : order < 0;
    }
  }

  /** No body and no sensor reaches this; beyond it squares would no longer fit a double. */
  private static final double BEYOND_ANY_SENSOR = 1e100;

  private static final byte SINGLE = 1;
  private static final byte MANY = 2;
  private static final int SINGLE_BYTES = 4 * Long.BYTES;

  private static final MathContext PRECISE = new MathContext(40);

  private final ExactSum sum = new ExactSum();
  private final ExactSum squares = new ExactSum();
  private final Histogram histogram;
  private int readings;
  private int limited;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private Point first;
  private Point last;

  /**
   * An empty window.
   *
   * @param bins the metric's bins; minutes count over them too, so that hours can be merged of them
   */
  public WindowAggregate(List<Double> bins) {
    this(new Histogram(bins));
  }

  WindowAggregate(Histogram empty) {
    histogram = empty;
  }

  /** An empty window over the same bins. */
  public WindowAggregate empty() {
    return new WindowAggregate(new Histogram(histogram));
  }

  /**
   * Whether windows take a reading at all: they leave out what was entered in error, and what a
   * device computed itself, such as its own average.
   *
   * @param status the reading's status; absent is final
   * @param statistic the reading's statistic; absent is a measurement
   */
  public static boolean takes(String status, String statistic) {
    return !"entered-in-error".equals(status) && statistic == null;
  }

  /**
   * Adds a reading.
   *
   * @param comparator absent, or how the true value compares with this one: the reading is then
   *     counted as limited and stays out of the numbers, like a value no sensor can tell
   */
  public void add(long measuredAt, UUID readingId, double value, String comparator) {
    if (comparator != null || !(Math.abs(value) <= BEYOND_ANY_SENSOR)) {
      limited++;
      return;
    }
    // There is one zero only.
    double number = value + 0.0;
    readings++;
    sum.add(number);
    double square = number * number;
    squares.add(square);
    squares.add(Math.fma(number, number, -square));
    min = Math.min(min, number);
    max = Math.max(max, number);
    Point point = new Point(measuredAt, readingId, number);
    extend(point, point);
    histogram.add(number);
  }

  /** Adds all that another window holds; readings may not be in both. */
  public void add(WindowAggregate other) {
    readings += other.readings;
    limited += other.limited;
    sum.add(other.sum);
    squares.add(other.squares);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (other.first != null) {
      extend(other.first, other.last);
    }
    histogram.add(other.histogram);
  }

  /** How many bytes {@link #write} takes. */
  public int bytes() {
    return isSingle()
        ? 1 + SINGLE_BYTES
        : 1
            + 2 * Integer.BYTES
            + (readings == 0
                ? 0
                : 2 * SINGLE_BYTES
                    + 2 * Double.BYTES
                    + sum.bytes()
                    + squares.bytes()
                    + histogram.bytes());
  }

  /** Writes everything there is, in a layout that {@link #read} knows by its first byte. */
  public void write(ByteBuffer out) {
    if (isSingle()) {
      out.put(SINGLE);
      first.write(out);
      return;
    }
    out.put(MANY).putInt(readings).putInt(limited);
    if (readings > 0) {
      first.write(out);
      last.write(out);
      out.putDouble(min).putDouble(max);
      sum.write(out);
      squares.write(out);
      histogram.write(out);
    }
  }

  /** Reads what was written, into a new window over this one's bins. */
  public WindowAggregate read(ByteBuffer in) {
    WindowAggregate read = empty();
    byte layout = in.get();
    if (layout == SINGLE) {
      Point only = Point.read(in);
      read.add(only.measuredAt(), only.readingId(), only.value(), null);
      return read;
    }
    if (layout != MANY) {
      throw new IllegalArgumentException("a window is stored in layout " + layout);
    }
    read.readings = in.getInt();
    read.limited = in.getInt();
    if (read.readings > 0) {
      read.first = Point.read(in);
      read.last = Point.read(in);
      read.min = in.getDouble();
      read.max = in.getDouble();
      read.sum.read(in);
      read.squares.read(in);
      read.histogram.read(in);
    }
    return read;
  }

  /** One reading alone says everything: most minutes of most people. */
  private boolean isSingle() {
    return readings == 1 && limited == 0;
  }

  private void extend(Point earliest, Point latest) {
    if (first == null || earliest.isBefore(first)) {
      first = earliest;
    }
    if (last == null || last.isBefore(latest)) {
      last = latest;
    }
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return readings == 0 && limited == 0;
  }

  /** How many values the numbers are made of. */
  public int readings() {
    return readings;
  }

  /** How many readings more only gave a bound. */
  public int limited() {
    return limited;
  }

  /** The sum of the values, correctly rounded. */
  public double sum() {
    return sum.value();
  }

  /** The lowest value; positive infinity without any. */
  public double min() {
    return min;
  }

  /** The highest value; negative infinity without any. */
  public double max() {
    return max;
  }

  /** The sum of squared distances from the mean; divided by the readings it is the variance. */
  public double m2() {
    if (readings < 2 || min == max) {
      return 0;
    }
    BigDecimal count = BigDecimal.valueOf(readings);
    BigDecimal total = sum.exact();
    return squares
        .exact()
        .multiply(count)
        .subtract(total.multiply(total))
        .max(BigDecimal.ZERO)
        .divide(count, PRECISE)
        .doubleValue();
  }

  /** The earliest value. */
  public Optional<Point> first() {
    return Optional.ofNullable(first);
  }

  /** The latest value. */
  public Optional<Point> last() {
    return Optional.ofNullable(last);
  }

  /** The values counted over the metric's bins. */
  public Histogram histogram() {
    return histogram;
  }
}
