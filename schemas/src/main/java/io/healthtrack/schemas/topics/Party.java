package io.healthtrack.schemas.topics;

/** Who may read or write a topic. */
public enum Party {
  GATEWAY("gateway"),
  REGISTRY("registry"),
  VALIDATION("validation"),
  WINDOWS("windows"),
  THRESHOLDS("thresholds"),
  VITALS("vitals"),
  EHR("ehr"),
  SINK("sink"),
  ALERT_CONSUMER("alert consumers"),
  ADVICE_CONSUMER("advice consumers"),
  OPERATOR("operators");

  private final String title;

  Party(String title) {
    this.title = title;
  }

  /** Its name in documentation. */
  public String title() {
    return title;
  }
}
