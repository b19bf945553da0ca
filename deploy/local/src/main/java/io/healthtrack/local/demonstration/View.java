package io.healthtrack.local.demonstration;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.local.accounting.Accounts.Glance;
import io.healthtrack.local.terminal.AlertLine;
import io.healthtrack.local.terminal.Sparkline;
import io.healthtrack.local.terminal.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The live view: redrawn every second on a terminal, a line every few seconds elsewhere. */
final class View {
  private static final int NEWEST_ALERTS = 6;
  private static final int SECONDS_BETWEEN_LINES = 5;

  private final PrintWriter out;
  private final Terminal terminal;
  private final String title;
  private final Sparkline in = new Sparkline();
  private final Sparkline stored = new Sparkline();
  private final Deque<String> alerts = new ArrayDeque<>();
  private Glance last;
  private double lastAt;
  private double lastLineAt;

  View(PrintWriter out, String title) {
    this.out = out;
    this.terminal = new Terminal(out);
    this.title = title;
  }

  void alert(AlertEvent event) {
    String line = AlertLine.of(event);
    if (!Terminal.present()) {
      out.println("  alert  " + line);
      out.flush();
    }
    alerts.addFirst(line);
    if (alerts.size() > NEWEST_ALERTS) {
      alerts.removeLast();
    }
  }

  void show(Glance now, Map<String, Long> reasons, Duration elapsed, Duration length) {
    double at = elapsed.toMillis() / 1000.0;
    double seconds = Math.max(0.001, at - lastAt);
    long inRate = last == null ? 0 : Math.round((now.raw() - last.raw()) / seconds);
    long storedRate = last == null ? 0 : Math.round((now.stored() - last.stored()) / seconds);
    in.add(inRate);
    stored.add(storedRate);
    if (Terminal.present()) {
      terminal.draw(screen(now, reasons, inRate, storedRate, clock(elapsed, length)));
    } else if (at - lastLineAt >= SECONDS_BETWEEN_LINES) {
      lastLineAt = at;
      out.printf(
          "%s  in %,d/s (%,d)  stored %,d/s (%,d)  lag %s  duplicate %,d  quarantined %,d%n",
          clock(elapsed, length),
          inRate,
          now.raw(),
          storedRate,
          now.stored(),
          lag(now),
          now.validation().duplicate(),
          now.validation().quarantined());
      out.flush();
    }
    last = now;
    lastAt = at;
  }

  void leave() {
    terminal.leave();
  }

  private List<String> screen(
      Glance now, Map<String, Long> reasons, long inRate, long storedRate, String clock) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        " " + Terminal.bold("HealthTrack demo") + "  " + clock + "  " + Terminal.faint(title));
    lines.add("");
    lines.add(rate("readings in", inRate, in, now.raw()));
    lines.add(rate("stored", storedRate, stored, now.stored()));
    lines.add(field("lag", lag(now)));
    lines.add(field("duplicates", "%,d".formatted(now.validation().duplicate())));
    lines.add(
        field(
            "quarantined",
            "%,d   %s"
                .formatted(
                    now.validation().quarantined(),
                    Terminal.faint(
                        reasons.entrySet().stream()
                            .map(reason -> reason.getKey() + " " + reason.getValue())
                            .collect(Collectors.joining("   "))))));
    lines.add("");
    lines.add(" " + Terminal.bold("newest alerts"));
    alerts.forEach(alert -> lines.add("  " + alert));
    if (alerts.isEmpty()) {
      lines.add(Terminal.faint("  none yet: a critical one needs 15 s of a racing heart"));
    }
    return lines;
  }

  private static String rate(String name, long rate, Sparkline line, long total) {
    return field(
        name,
        "%s  %s  %,d"
            .formatted(
                Terminal.bold("%,7d/s".formatted(rate)), Terminal.green(line.toString()), total));
  }

  private static String field(String name, String value) {
    return "  %-14s%s".formatted(name, value);
  }

  private static String lag(Glance now) {
    long valid = now.validation().out();
    return "validation %,d  thresholds %,d  sink %,d"
        .formatted(
            Math.max(0, now.raw() - now.validation().in()),
            Math.max(0, valid - now.thresholds().in()),
            Math.max(0, valid - now.sinkIn()));
  }

  private static String clock(Duration elapsed, Duration length) {
    String now = "%d:%02d".formatted(elapsed.toMinutes(), elapsed.toSecondsPart());
    return length == null
        ? now
        : "%s of %d:%02d".formatted(now, length.toMinutes(), length.toSecondsPart());
  }
}
