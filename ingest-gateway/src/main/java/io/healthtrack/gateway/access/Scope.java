package io.healthtrack.gateway.access;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a credential may do. The words are public: tokens and requests for keys carry them. */
public enum Scope {
  /** Send readings. */
  READINGS_WRITE("readings:write"),
  /** Ask where a reading is, and see newest values. */
  READINGS_READ("readings:read"),
  /** Look at people, devices, consents and rules. */
  REGISTRY_READ("registry:read"),
  /** Change people, devices and consents. */
  REGISTRY_WRITE("registry:write"),
  /** Change threshold rules. */
  THRESHOLDS_WRITE("thresholds:write"),
  /** Read what the topic of critical alerts holds. */
  ALERTS_CRITICAL_READ("alerts.critical:read"),
  /** Read what the topic of warnings holds. */
  ALERTS_WARNING_READ("alerts.warning:read"),
  /** Read what the topic of informative alerts holds. */
  ALERTS_INFO_READ("alerts.info:read"),
  /** Acknowledge and silence episodes. */
  ALERTS_ACKNOWLEDGE("alerts:acknowledge"),
  /** Make, list and revoke credentials. */
  CREDENTIALS_WRITE("credentials:write"),
  /** Make, list and revoke credentials of other tenants: an operator's. */
  TENANTS_WRITE("tenants:write");

  private static final Map<String, Scope> BY_TEXT =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Scope::text, scope -> scope));

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** The scope that is written so. */
  public static Optional<Scope> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }

  /** As tokens write it. */
  public String text() {
    return text;
  }
}
