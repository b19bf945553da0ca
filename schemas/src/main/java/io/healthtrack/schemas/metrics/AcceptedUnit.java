package io.healthtrack.schemas.metrics;

/**
 * A unit that readings of a metric may come in: canonical value = value × factor + offset.
 *
 * @param code the unit as it is sent: a UCUM code or a common spelling
 * @param factor multiplies the value; positive
 * @param offset is added afterwards, in the canonical unit
 */
public record AcceptedUnit(String code, double factor, double offset) {

  /** Refuses factors that would lose or turn around values. */
  public AcceptedUnit {
    if (code.isBlank()) {
      throw new IllegalArgumentException("unit is blank");
    }
    if (!(factor > 0 && Double.isFinite(factor))) {
      throw new IllegalArgumentException("factor of " + code + " must be positive and finite");
    }
    if (!Double.isFinite(offset)) {
      throw new IllegalArgumentException("offset of " + code + " must be finite");
    }
  }
}
