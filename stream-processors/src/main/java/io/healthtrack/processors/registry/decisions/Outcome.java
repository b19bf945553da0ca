package io.healthtrack.processors.registry.decisions;

/**
 * What became of a command.
 *
 * @param code stable: {@value #APPLIED} or a conflict's code
 * @param detail a sentence for the asker when the command was not taken
 */
public record Outcome(String code, String detail) {

  /** The entry is as asked. */
  public static final String APPLIED = "applied";

  /** There is no such entry, or it is not the asker's to change. */
  public static final String NOT_FOUND = "not-found";

  /** The entry has another version than the one the command expects. */
  public static final String VERSION_MISMATCH = "version-mismatch";

  /**
   * Another assignment of the device, or decision of the person, holds in a part of the interval.
   */
  public static final String OVERLAP = "overlap";

  /** What is to be made is there already. */
  public static final String EXISTS = "exists";

  /** The interval ends before it begins. */
  public static final String INVALID_INTERVAL = "invalid-interval";

  /** The rule cannot be evaluated. */
  public static final String INVALID_RULE = "invalid-rule";

  /** The consent cannot be understood. */
  public static final String INVALID_CONSENT = "invalid-consent";

  /** Somebody wears the device, or is to wear it. */
  public static final String IN_USE = "in-use";

  /** Readings refer to the device through those who wore it. */
  public static final String HAS_HISTORY = "has-history";

  static final Outcome TAKEN = new Outcome(APPLIED, "");

  static final Outcome ABSENT = new Outcome(NOT_FOUND, "there is no such entry");

  static Outcome refused(String code, String detail) {
    return new Outcome(code, detail);
  }

  /** Whether the command was taken. */
  public boolean applied() {
    return code.equals(APPLIED);
  }
}
