package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Evidence;
import java.util.List;

/**
 * The number that a rule holds against its limits at one reading, where it stands to them, and what
 * it was made of. A kind of rule says what the number is; what follows from it is the same for all
 * kinds.
 *
 * @param value in the unit of the limits; not a number while {@link Limit#UNKNOWN}
 * @param comparator the value's, {@code null} without
 * @param unit of the value and the limits
 * @param limit where the value stands to the rule's limits
 * @param evidence the numbers it rests on, the one held against the limit first
 */
record Signal(double value, String comparator, String unit, Limit limit, List<Evidence> evidence) {

  /** Of a rule that cannot judge yet, such as a rate of which there is only one reading. */
  static Signal unknown(String unit) {
    return new Signal(Double.NaN, null, unit, Limit.UNKNOWN, List.of());
  }

  /** Whether there is a number. */
  boolean known() {
    return limit != Limit.UNKNOWN;
  }
}
