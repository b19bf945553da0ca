package io.healthtrack.processors.validation;

/** Why a record was quarantined. The codes are public API; the sentences never hold a value. */
public enum Reason {
  /** The bytes are no reading. */
  UNREADABLE("unreadable", "the record's bytes are not a reading; its writer must be mended"),
  /** The key is not the reading's person. */
  WRONG_KEY("wrong-key", "the record's key is not its `user_id`; its writer must be mended"),
  /** The catalogue has no such metric. */
  UNKNOWN_METRIC("unknown-metric", "`metric` is not in this version's catalogue"),
  /** The metric does not accept the unit. */
  UNKNOWN_UNIT("unknown-unit", "`unit` is not accepted for the metric"),
  /** Outside what the metric can be on a living person. */
  OUT_OF_RANGE("out-of-range", "`value` is outside the metric's plausible range"),
  /** Later than its own arrival. */
  MEASURED_IN_FUTURE("measured-in-future", "`measured_at` is later than the arrival allows"),
  /** Before anything could have measured it. */
  CLOCK_IMPLAUSIBLE("clock-implausible", "`measured_at` is before 1900"),
  /** Accepted before the person was erased, or while the erasure was under way. */
  ERASED_PERSON("erased-person", "the person was erased after the reading was received"),
  /** The person denies that such readings are kept. */
  NO_CONSENT(
      "no-consent",
      "the person denies consent for `treatment` at the time of measurement, so the reading was"
          + " not kept; after a new decision its sender must send it again"),
  /** Two contents claim one id. */
  ID_CONFLICT(
      "id-conflict", "the id was used with other content; a correction must say so in `status`");

  private final String code;
  private final String detail;

  Reason(String code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /** Stable code. */
  public String code() {
    return code;
  }

  /** Whether quarantine may hold the record itself, and an id that is made of its content. */
  public boolean keepsBytes() {
    return this != ERASED_PERSON && this != NO_CONSENT;
  }

  /** A sentence that names the field and the remedy. */
  public String detail() {
    return detail;
  }
}
