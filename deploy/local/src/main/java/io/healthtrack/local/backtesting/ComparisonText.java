package io.healthtrack.local.backtesting;

import io.healthtrack.avro.RuleVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/** The comparison in words, for a terminal. */
public final class ComparisonText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String LINE = "  %-32s %16s %16s";
  private static final int NAME = 48;

  private final Comparison comparison;
  private final List<String> lines = new ArrayList<>();

  private ComparisonText(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Line by line. */
  public static List<String> of(Comparison comparison) {
    ComparisonText text = new ComparisonText(comparison);
    text.head();
    comparison.rules().forEach(text::rule);
    text.offenders();
    text.foot();
    return text.lines;
  }

  /** A time of UTC to the minute. */
  public static String time(Instant at) {
    return TIME.format(at) + " UTC";
  }

  private void head() {
    Exposure exposure = comparison.exposure();
    lines.add(
        "%,d readings of %,d %s, %s to %s"
            .formatted(
                exposure.readings(),
                exposure.people(),
                exposure.people() == 1 ? "person" : "people",
                time(exposure.first()),
                time(exposure.last())));
    if (exposure.old() > 0) {
      lines.add(
          "%,d of them arrived late and would have paged nobody; here all are judged as if they had arrived at once."
              .formatted(exposure.old()));
    }
  }

  private void rule(UUID id) {
    RuleVersion shown = comparison.rule(id);
    String metric = shown.getMetric();
    long days = comparison.exposure().personDays(metric);
    long people = comparison.exposure().people(metric);
    lines.add("");
    lines.add("%s  (%s, %,d person-days)".formatted(cut(shown.getName()), metric, days));
    if (shown.getKind().equals("absence")) {
      lines.add("  not judged: absence waits for a clock, which stored readings do not have");
      return;
    }
    lines.add(LINE.formatted("", "in force", "proposed"));
    for (List<String> row :
        RuleWords.differing(
            comparison.inForce().rules().rules().get(id),
            comparison.proposed().rules().rules().get(id))) {
      lines.add(LINE.formatted(row.get(0), row.get(1), row.get(2)));
    }
    row(id, "episodes", score -> "%,d".formatted(score.episodes()));
    row(id, "  per person and day", score -> rate(score.episodes(), days));
    row(id, "pages per person and day", score -> rate(score.pages(), days));
    if (shown.getRepeatSeconds() > 0) {
      lines.add("  its repeated calls are not counted: they wait for a clock, too");
    }
    row(id, "median duration", score -> words(score.durations().median()));
    row(id, "longest", score -> words(score.durations().longest()));
    row(
        id,
        "people with episodes",
        score ->
            "%,d (%.0f %%)"
                .formatted(score.people(), 100 * RuleScore.ratio(score.people(), people)));
    row(id, "still open at the end", score -> "%,d".formatted(score.open()));
  }

  private void row(UUID id, String what, Function<RuleScore, String> cell) {
    RuleScore inForce = comparison.inForce().score(id);
    RuleScore proposed = comparison.proposed().score(id);
    lines.add(
        LINE.formatted(
            what,
            inForce == null ? "-" : cell.apply(inForce),
            proposed == null ? "-" : cell.apply(proposed)));
  }

  private void offenders() {
    Offenders offenders = comparison.offenders();
    List<Offenders.Offender> most = offenders.list();
    if (most.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Most episodes");
    lines.add(LINE.formatted("", "in force", "proposed"));
    for (Offenders.Offender one : most) {
      lines.add(
          "%s %14s %16s"
              .formatted(
                  one.user(),
                  share(one.inForce(), offenders.inForce()),
                  share(one.proposed(), offenders.proposed())));
    }
  }

  private void foot() {
    lines.add("");
    lines.add(
        "Judged in %.1f s, %,d readings/s, both rule sets at once."
            .formatted(
                comparison.took().toMillis() / 1_000.0,
                Math.round(comparison.readingsPerSecond())));
  }

  private static String share(long part, long whole) {
    return "%,d (%.0f %%)".formatted(part, 100 * RuleScore.ratio(part, whole));
  }

  private static String rate(long count, long personDays) {
    return personDays == 0 ? "-" : "%.3f".formatted((double) count / personDays);
  }

  /** To two units: 2 h 5 min. */
  static String words(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1_000.0);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return pair(seconds, 60, "min", "s");
    }
    if (seconds < 86_400) {
      return pair(seconds / 60, 60, "h", "min");
    }
    return pair(seconds / 3_600, 24, "d", "h");
  }

  private static String pair(long small, long many, String unit, String smaller) {
    return small % many == 0
        ? "%d %s".formatted(small / many, unit)
        : "%d %s %d %s".formatted(small / many, unit, small % many, smaller);
  }

  private static String cut(String name) {
    return name.length() <= NAME ? name : name.substring(0, NAME - 3) + "...";
  }
}
