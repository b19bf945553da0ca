package io.healthtrack.processors.validation;

import io.healthtrack.schemas.metrics.AgeBand;

/** Why a record was quarantined. The codes are public API; the sentences never hold a value. */
public enum Reason {
  /** The bytes are no reading. */
  UNREADABLE(
      "unreadable",
      "the record's bytes are not a reading of a registered schema; mend its writer, or register"
          + " the schema and replay it"),
  /** The key is not the reading's person. */
  WRONG_KEY(
      "wrong-key",
      "the record's key is not the 16 bytes of its `user_id`; mend its writer and let it send the"
          + " record again"),
  /** The person belongs to somebody else than the reading says. */
  WRONG_TENANT(
      "wrong-tenant",
      "`tenant` is not the one that `user_id` is registered in; mend its writer and let it send the"
          + " record again"),
  /** The catalogue has no such metric. */
  UNKNOWN_METRIC(
      "unknown-metric",
      "`metric` is not in this version's catalogue; correct its spelling and send it again, or"
          + " replay it once a version that knows it runs"),
  /** The metric does not accept the unit. */
  UNKNOWN_UNIT(
      "unknown-unit",
      "`unit` is not accepted for the metric; send one that GET /v1/metrics lists, or replay it once"
          + " a version that accepts it runs"),
  /** Outside what the metric can be on a living person. */
  OUT_OF_RANGE(
      "out-of-range",
      "`value` is outside the metric's plausible range; look for a wrong unit, a wrong metric or a"
          + " sensor that came off"),
  /** Later than its own arrival. */
  MEASURED_IN_FUTURE(
      "measured-in-future",
      "`measured_at` is later than the arrival allows; set the device's clock and send it again"),
  /** Before anything could have measured it. */
  CLOCK_IMPLAUSIBLE(
      "clock-implausible",
      "`measured_at` is before 1900; look for a device whose clock was never set, or for seconds"
          + " sent as milliseconds"),
  /** Accepted before the person was erased, or while the erasure was under way. */
  ERASED_PERSON(
      "erased-person",
      "the person was erased after the reading was received; nothing is to be done"),
  /** The person denies that such readings are kept. */
  NO_CONSENT(
      "no-consent",
      "the person denies consent for `treatment` at the time of measurement, so the reading was"
          + " not kept; after a new decision its sender must send it again"),
  /** Two contents claim one id. */
  ID_CONFLICT(
      "id-conflict",
      "the id was used before with other content; send status amended to correct that, or give the"
          + " reading an id of its own");

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

  /** The sentence of {@link #OUT_OF_RANGE} where it is the person's age that makes it so. */
  static String outOfRangeFor(AgeBand band) {
    return "`value` is outside the metric's plausible range for ages "
        + band.ages()
        + "; look for a wrong unit or somebody else's reading, or correct `birth_year` and replay it";
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
