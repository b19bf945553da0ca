package io.healthtrack.local.backtesting;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.local.plots.LimitLine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** The limits that can be drawn across a trace: those that are held against the value itself. */
final class RuleLines {

  private RuleLines() {}

  private record Level(double value, String sign) implements Comparable<Level> {
    @Override
    public int compareTo(Level other) {
      int byValue = Double.compare(value, other.value);
      return byValue != 0 ? byValue : sign.compareTo(other.sign);
    }

    String text() {
      String number =
          value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : "" + value;
      return sign + " " + number;
    }
  }

  /** Of a metric and person; what both sides have is said once. */
  static List<LimitLine> of(RuleSet inForce, RuleSet proposed, String metric, UUID user) {
    Set<Level> before = levels(inForce.rules().values(), metric, user);
    Set<Level> after = levels(proposed.rules().values(), metric, user);
    List<LimitLine> lines = new ArrayList<>();
    for (Level level : before) {
      String label = after.contains(level) ? level.text() : "in force " + level.text();
      lines.add(new LimitLine(level.value(), label, true));
    }
    for (Level level : after) {
      if (!before.contains(level)) {
        lines.add(new LimitLine(level.value(), "proposed " + level.text(), false));
      }
    }
    return lines;
  }

  private static Set<Level> levels(Collection<RuleVersion> rules, String metric, UUID user) {
    Set<Level> levels = new TreeSet<>();
    for (RuleVersion rule : rules) {
      boolean theirs = rule.getUserId() == null || rule.getUserId().equals(user);
      if (theirs && rule.getMetric().equals(metric) && rule.getKind().equals("limit")) {
        add(levels, rule.getAbove(), ">");
        add(levels, rule.getEscalateAbove(), ">");
        add(levels, rule.getBelow(), "<");
        add(levels, rule.getEscalateBelow(), "<");
      }
    }
    return levels;
  }

  private static void add(Set<Level> levels, Double value, String sign) {
    if (value != null) {
      levels.add(new Level(value, sign));
    }
  }
}
