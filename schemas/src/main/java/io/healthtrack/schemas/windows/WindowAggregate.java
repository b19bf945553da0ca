package io.healthtrack.schemas.windows;

import java.math.BigDecimal;
import java.math.MathContext;
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
 * <p>An interval counts, for now, in the window in which it starts.
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
    histogram = new Histogram(bins);
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
