package io.healthtrack.sink.analytics;

/**
 * Hours added up. Hours must come in the order of time: their sums were rounded, so that only a
 * fixed order always gives the same day.
 */
final class DaySum {

  private long readings;
  private long limited;
  private double sum;
  private double m2;
  private Double min;
  private Double max;
  private Integer[] histogram = {};

  void add(int moreReadings, int moreLimited, double moreSum, double moreM2, Integer[] moreCounts) {
    if (readings > 0 && moreReadings > 0) {
      // Chan, Golub and LeVeque: squared distances from the mean of both parts together.
      double between = moreSum / moreReadings - sum / readings;
      m2 += between * between * readings * moreReadings / (readings + moreReadings);
    }
    m2 += moreM2;
    sum += moreSum;
    readings += moreReadings;
    limited += moreLimited;
    if (histogram.length < moreCounts.length) {
      Integer[] longer = new Integer[moreCounts.length];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = i < histogram.length ? histogram[i] : Integer.valueOf(0);
      }
      histogram = longer;
    }
    for (int i = 0; i < moreCounts.length; i++) {
      histogram[i] += moreCounts[i];
    }
  }

  void bound(double lowest, double highest) {
    min = min == null ? lowest : Math.min(min, lowest);
    max = max == null ? highest : Math.max(max, highest);
  }

  long readings() {
    return readings;
  }

  long limited() {
    return limited;
  }

  double sum() {
    return sum;
  }

  double m2() {
    return m2;
  }

  /** The lowest value; null where there is none. */
  Double min() {
    return min;
  }

  /** The highest value; null where there is none. */
  Double max() {
    return max;
  }

  Integer[] histogram() {
    return histogram.clone();
  }
}
