package io.healthtrack.local.backtesting;

import io.healthtrack.local.plots.BarChart;
import io.healthtrack.local.plots.Legend;
import io.healthtrack.local.plots.Notes;
import io.healthtrack.local.plots.Part;
import io.healthtrack.local.plots.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** The comparison as a picture: how often by rule, and the people with the most episodes. */
public final class ComparisonPicture {
  private static final int PEOPLE = 5;
  private static final String NAME = "backtest";

  private ComparisonPicture() {}

  /**
   * Draws it, reading once more what the people with the most episodes have.
   *
   * @return the files written, which only their owner may read: they show people's readings
   */
  public static List<Path> write(
      Path folder, Comparison comparison, StoredReadings stored, Grounds grounds)
      throws IOException {
    Files.createDirectories(folder);
    List<Part> parts = new ArrayList<>();
    parts.add(bars(comparison, "Pages", RuleScore::pages));
    parts.add(bars(comparison, "Episodes", RuleScore::episodes));
    List<Part> panels = new ArrayList<>();
    comparison.offenders().list().stream()
        .limit(PEOPLE)
        .forEach(
            one ->
                new PersonPanel(
                        grounds,
                        one.user(),
                        comparison.inForce().rules(),
                        comparison.proposed().rules())
                    .draw(stored)
                    .ifPresent(panels::add));
    if (!panels.isEmpty()) {
      parts.add(new Legend(true));
      parts.addAll(panels);
    }
    parts.add(
        new Notes(
            List.of(
                "Each reading is judged as if it had arrived when it was measured. Times are UTC."
                    + " The people shown have the most episodes; each with the metric that has the"
                    + " most. HealthTrack is not a medical device.")));
    Exposure exposure = comparison.exposure();
    Picture picture =
        new Picture(
            "What the proposed rules would have done, beside the rules in force",
            "%,d readings of %,d %s, %s to %s"
                .formatted(
                    exposure.readings(),
                    exposure.people(),
                    exposure.people() == 1 ? "person" : "people",
                    ComparisonText.time(exposure.first()),
                    ComparisonText.time(exposure.last())),
            parts);
    List<Path> files = picture.write(folder, NAME);
    for (Path file : files) {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    }
    return files;
  }

  private static BarChart bars(
      Comparison comparison, String what, ToLongFunction<RuleScore> count) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (UUID id : comparison.rules()) {
      long days = comparison.exposure().personDays(comparison.rule(id).getMetric());
      bars.add(
          new BarChart.Bar(
              comparison.rule(id).getName(),
              rate(comparison.inForce().score(id), count, days),
              rate(comparison.proposed().score(id), count, days)));
    }
    return new BarChart(
        what + " by rule", what.toLowerCase(Locale.ROOT) + " per person and day", bars);
  }

  private static Double rate(RuleScore score, ToLongFunction<RuleScore> count, long days) {
    return score == null ? null : RuleScore.ratio(count.applyAsLong(score), days);
  }
}
