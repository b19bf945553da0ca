package io.healthtrack.local.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where a reading is, for a terminal. */
public final class TraceLines {

  private TraceLines() {}

  /** Lines for the gateway's answer. */
  public static List<String> of(Map<String, Object> trace) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s: %s"
            .formatted(
                trace.get("reading_id"),
                String.valueOf(trace.get("stage")).toUpperCase(Locale.ROOT),
                trace.get("says")));
    line(lines, "person", trace.get("user_id"));
    line(lines, "metric", trace.get("metric"));
    line(lines, "measured", trace.get("measured_at"));
    line(lines, "received", trace.get("received_at"));
    if (trace.get("waiting") instanceof Map<?, ?> waiting) {
      lines.add(
          "  waits for  %s-%s, %s records at most before it"
              .formatted(
                  waiting.get("topic"), waiting.get("partition"), waiting.get("records_before")));
    }
    if (trace.get("refusals") instanceof List<?> refusals) {
      for (Object one : refusals) {
        if (one instanceof Map<?, ?> refusal) {
          lines.add(
              "  refused    %s by %s at %s: %s"
                  .formatted(
                      refusal.get("reason"),
                      refusal.get("refused_by"),
                      refusal.get("refused_at"),
                      refusal.get("detail")));
          lines.add(
              "             %s-%s offset %s"
                  .formatted(
                      refusal.get("topic"), refusal.get("partition"), refusal.get("offset")));
        }
      }
    }
    return lines;
  }

  private static void line(List<String> lines, String name, Object value) {
    if (value != null) {
      lines.add("  %-10s %s".formatted(name, value));
    }
  }
}
