package io.healthtrack.processors.thresholds;

import java.util.Locale;

/** How urgent an episode is; later is worse. */
public enum Severity {
  /** For the record; retrospective episodes are told here, too. */
  INFO(0),
  /** Somebody should look at it soon. */
  WARNING(1),
  /** Somebody is paged. */
  CRITICAL(2);

  private final byte stored;

  private final String code = name().toLowerCase(Locale.ROOT);

  Severity(int stored) {
    this.stored = (byte) stored;
  }

  /** As in rules, events and topic names; what is unknown is the least urgent. */
  public static Severity of(String code) {
    return switch (code) {
      case "critical" -> CRITICAL;
      case "warning" -> WARNING;
      default -> INFO;
    };
  }

  /** Its name in rules, events and topics. */
  public String code() {
    return code;
  }

  /** Its number in stored state; never changes. */
  byte stored() {
    return stored;
  }

  static Severity ofStored(byte stored) {
    return switch (stored) {
      case 2 -> CRITICAL;
      case 1 -> WARNING;
      default -> INFO;
    };
  }
}
