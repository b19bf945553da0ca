package io.healthtrack.gateway.access;

/**
 * What was said of one credential's limits; what was not is the gateway's to say.
 *
 * @param readingsPerSecond null for the gateway's
 * @param readingsPerDay null for the gateway's
 */
public record Allowance(Integer readingsPerSecond, Long readingsPerDay) {

  /** Nothing was said. */
  public static final Allowance USUAL = new Allowance(null, null);
}
