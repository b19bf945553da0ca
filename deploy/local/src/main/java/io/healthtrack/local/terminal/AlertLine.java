package io.healthtrack.local.terminal;

import io.healthtrack.avro.AlertEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An alert's event for people and for programs. */
public final class AlertLine {
  private AlertLine() {}

  /** One line. */
  public static String of(AlertEvent event) {
    String severity = "%-8s".formatted(event.getSeverity().toUpperCase(Locale.ROOT));
    String coloured =
        switch (event.getSeverity()) {
          case "critical" -> Terminal.red(severity);
          case "warning" -> Terminal.yellow(severity);
          default -> severity;
        };
    return "%s  %s %-12s %s: %s%s %s (limit %s)  user %s%s%s"
        .formatted(
            // A person acts when they act, whatever was measured last.
            time(event.getAcknowledgedBy() == null ? event.getMeasuredAt() : event.getReceivedAt()),
            coloured,
            event.getEvent(),
            event.getRuleName(),
            event.getComparator() == null ? "" : event.getComparator() + " ",
            number(event.getValue()),
            event.getUnit(),
            number(event.getLimit()),
            event.getUserId(),
            event.getAcknowledgedBy() == null ? "" : "  by " + event.getAcknowledgedBy(),
            event.getRetrospective() ? "  retrospective" : "");
  }

  /** For JSON. */
  public static Map<String, Object> document(AlertEvent event) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("event_id", event.getEventId());
    document.put("episode_id", event.getEpisodeId());
    document.put("user_id", event.getUserId());
    document.put("revision", event.getRevision());
    document.put("event", event.getEvent());
    document.put("severity", event.getSeverity());
    document.put("previous_severity", event.getPreviousSeverity());
    document.put("rule_id", event.getRuleId());
    document.put("rule_version", event.getRuleVersion());
    document.put("rule_name", event.getRuleName());
    document.put("metric", event.getMetric());
    document.put("page", event.getPage());
    document.put("retrospective", event.getRetrospective());
    document.put("opened_at", event.getOpenedAt());
    document.put("measured_at", event.getMeasuredAt());
    document.put("received_at", event.getReceivedAt());
    document.put("evaluated_at", event.getEvaluatedAt());
    document.put("valid_until", event.getValidUntil());
    document.put("value", event.getValue());
    document.put("comparator", event.getComparator());
    document.put("unit", event.getUnit());
    document.put("limit", event.getLimit());
    document.put("device_id", event.getDeviceId());
    document.put("reading_id", event.getReadingId());
    document.put("breaching_readings", event.getBreachingReadings());
    document.put("most_extreme", event.getMostExtreme());
    document.put("acknowledged_by", event.getAcknowledgedBy());
    document.put("command_id", event.getCommandId());
    return document;
  }

  private static String time(Instant instant) {
    String text = instant.toString();
    return text.length() > 19 ? text.substring(0, 19) + "Z" : text;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
