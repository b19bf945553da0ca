package io.healthtrack.gateway.formats;

/** Why a row holds no reading by nature. The words are public: reports carry them. */
public final class SkipReason {

  /** All cells are empty. */
  public static final String EMPTY_ROW = "empty-row";

  /** The row states no value, as when the device was not worn. */
  public static final String NO_VALUE = "no-value";

  /** The row states no time. */
  public static final String NO_TIME = "no-time";

  /** A row of somebody other than {@link ParseOptions#person}. */
  public static final String OTHER_PERSON = "other-person";

  /** Name or birthday of the person. */
  public static final String PATIENT_INFO = "patient-info";

  /** Which device the export speaks of. */
  public static final String DEVICE_INFO = "device-info";

  /** A limit set on the device. */
  public static final String ALERT_SETTING = "alert-setting";

  /** A dose of insulin. */
  public static final String INSULIN = "insulin";

  /** Something eaten. */
  public static final String FOOD = "food";

  /** Exercise that the person logged. */
  public static final String EXERCISE = "exercise";

  /** An event that the person logged, such as illness. */
  public static final String HEALTH_EVENT = "health-event";

  /** A ketone value. */
  public static final String KETONE = "ketone";

  /** A note without a value. */
  public static final String NOTE = "note";

  /** A kind of row that this version does not know. */
  public static final String UNKNOWN_TYPE = "unknown-type";

  /** A kind of measurement for which the catalogue has no metric. */
  public static final String NO_METRIC = "no-metric";

  /** A total of what the same file also states in parts. */
  public static final String SUMMARY = "summary";

  /** A workout that the person or a device logged. */
  public static final String WORKOUT = "workout";

  /** What somebody set out to reach. */
  public static final String GOAL = "goal";

  /** What is not a result yet, or never became one. */
  public static final String NOT_FINAL = "not-final";

  /** A resource of another kind than the one that holds readings. */
  public static final String OTHER_RESOURCE = "other-resource";

  private SkipReason() {}
}
