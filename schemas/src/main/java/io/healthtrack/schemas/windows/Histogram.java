package io.healthtrack.schemas.windows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Counts of values over bins with fixed edges. A bin holds its lower edge, not its upper one;
 * values outside fall into the outer bins. Not safe for use by several threads.
 */
public final class Histogram {

  private final double[] edges;
  private final int[] counts;

  /**
   * An empty histogram.
   *
   * @param edges ascending, at least two
   */
  Histogram(List<Double> edges) {
    if (edges.size() < 2) {
      throw new IllegalArgumentException("a histogram needs at least two edges");
    }
    this.edges = edges.stream().mapToDouble(Double::doubleValue).toArray();
    counts = new int[edges.size() - 1];
  }

  /** An empty one over the same bins, whose edges nobody changes. */
  Histogram(Histogram like) {
    edges = like.edges;
    counts = new int[edges.length - 1];
  }

  int bytes() {
    int held = 0;
    for (int count : counts) {
      held += count == 0 ? 0 : 1;
    }
    return Short.BYTES + held * (Short.BYTES + Integer.BYTES);
  }

  /** Writes only the bins that hold something: a minute's readings lie close together. */
  void write(ByteBuffer out) {
    out.putShort((short) ((bytes() - Short.BYTES) / (Short.BYTES + Integer.BYTES)));
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        out.putShort((short) i).putInt(counts[i]);
      }
    }
  }

  void read(ByteBuffer in) {
    for (int held = in.getShort(); held > 0; held--) {
      // A catalogue whose bins became fewer since: what is outside falls into the outer bin.
      counts[Math.min(in.getShort(), counts.length - 1)] += in.getInt();
    }
  }

  void add(double value) {
    counts[bin(value)]++;
  }

  void add(Histogram other) {
    if (!Arrays.equals(edges, other.edges)) {
      throw new IllegalArgumentException("histograms over other bins do not add up");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** How many values each bin holds; a copy. */
  public int[] counts() {
    return counts.clone();
  }

  /**
   * Estimates the value below or at which a share of the values lies (nearest rank), as if values
   * lay evenly within their bin. The true one lies in the same bin, so the error is less than the
   * width of that bin, cut off at the lowest and the highest value.
   *
   * @param share from 0 to 1
   * @param lowest the lowest value counted, which bounds the first bin
   * @param highest the highest value counted, which bounds the last bin
   * @return empty where nothing was counted
   */
  public OptionalDouble percentile(double share, double lowest, double highest) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share lies between 0 and 1");
    }
    long total = Arrays.stream(counts).asLongStream().sum();
    double rank = share * total;
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && below + counts[i] >= rank) {
        double from = i == 0 ? lowest : Math.max(edges[i], lowest);
        double until = i == counts.length - 1 ? highest : Math.min(edges[i + 1], highest);
        return OptionalDouble.of(from + (until - from) * ((rank - below) / counts[i]));
      }
      below += counts[i];
    }
    return OptionalDouble.empty();
  }

  private int bin(double value) {
    int found = Arrays.binarySearch(edges, value);
    int bin = found >= 0 ? found : -found - 2;
    return Math.clamp(bin, 0, counts.length - 1);
  }
}
