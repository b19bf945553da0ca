package io.healthtrack.gateway.formats;

/** Why a reading is wrong in form. The words are public: reports and API answers carry them. */
public final class RejectionCode {

  /** A field that every reading needs is absent. */
  public static final String MISSING_FIELD = "missing-field";

  /** A field of the wrong shape, or a row with more cells than its header. */
  public static final String MALFORMED = "malformed";

  /** Not a finite decimal number. */
  public static final String NOT_A_NUMBER = "not-a-number";

  /** Not a time in the layout asked for, without an offset, or an end before its start. */
  public static final String BAD_TIME = "bad-time";

  /** A local time that the zone's clocks jumped over. */
  public static final String NONEXISTENT_LOCAL_TIME = "nonexistent-local-time";

  /** Not one of {@code <}, {@code <=}, {@code >=}, {@code >}. */
  public static final String BAD_COMPARATOR = "bad-comparator";

  /** Not one of final, amended, entered-in-error. */
  public static final String BAD_STATUS = "bad-status";

  /** Not a unit in which the format, or the metric, is stated. */
  public static final String UNKNOWN_UNIT = "unknown-unit";

  private RejectionCode() {}
}
