package io.healthtrack.schemas.metrics;

/**
 * A narrower plausible range for people of some ages.
 *
 * @param from the first age in years
 * @param until the first age no longer, {@link #OPEN} where there is none
 * @param low the lowest plausible value, in the metric's canonical unit
 * @param high the highest plausible value
 * @param basis where the numbers come from; says so where they are an example of ours
 */
public record AgeBand(int from, int until, double low, double high, String basis) {

  /** No end. */
  public static final int OPEN = Integer.MAX_VALUE;

  /** Refuses what cannot be a band. */
  public AgeBand {
    if (from < 0 || until <= from) {
      throw new IllegalArgumentException("from must be 0 or more and below until");
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("low must be below high");
    }
    if (basis.isBlank()) {
      throw new IllegalArgumentException("basis is blank");
    }
  }

  /** Whether people of this age are in it. */
  public boolean covers(int age) {
    return age >= from && age < until;
  }

  /** Whether a canonical value is plausible in it. */
  public boolean plausible(double canonical) {
    return canonical >= low && canonical <= high;
  }

  /** The ages in words, such as "18 and over". */
  public String ages() {
    return until == OPEN
        ? from + " and over"
        : from == 0 ? "under " + until : from + " to under " + until;
  }
}
