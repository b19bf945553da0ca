package io.healthtrack.bench;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** One number of each round of a benchmark, in the order in which they ran. */
public final class Rounds {

  private final double[] values;
  private final double[] sorted;

  private Rounds(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no round was run");
    }
    this.values = values.clone();
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** These. */
  public static Rounds of(double... values) {
    return new Rounds(values);
  }

  /** One number of each result. */
  public static <T> Rounds of(Iterable<T> results, ToDoubleFunction<T> number) {
    double[] values = new double[0];
    for (T result : results) {
      values = Arrays.copyOf(values, values.length + 1);
      values[values.length - 1] = number.applyAsDouble(result);
    }
    return new Rounds(values);
  }

  /** The ratios of the rounds, each to the same round of another: so that both had one machine. */
  public Rounds over(Rounds others) {
    if (others.values.length != values.length) {
      throw new IllegalArgumentException("rounds that do not belong together");
    }
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / others.values[i];
    }
    return new Rounds(ratios);
  }

  /** The one in the middle, or between the two in the middle. */
  public double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The smallest. */
  public double min() {
    return sorted[0];
  }

  /** The largest. */
  public double max() {
    return sorted[sorted.length - 1];
  }

  /** How many there were. */
  public int count() {
    return values.length;
  }
}
