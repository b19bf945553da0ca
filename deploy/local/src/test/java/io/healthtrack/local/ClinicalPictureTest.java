package io.healthtrack.local;

import static java.util.Comparator.naturalOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.local.plots.Band;
import io.healthtrack.local.plots.Legend;
import io.healthtrack.local.plots.LimitLine;
import io.healthtrack.local.plots.Notes;
import io.healthtrack.local.plots.Part;
import io.healthtrack.local.plots.Picture;
import io.healthtrack.local.plots.Strip;
import io.healthtrack.local.plots.Trace;
import io.healthtrack.local.plots.TracePanel;
import io.healthtrack.local.plots.Urgency;
import io.healthtrack.processors.backtest.Backtest;
import io.healthtrack.processors.backtest.Episode;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * What the default rules make of real glucose and heart rates, for clinicians to judge: the picture
 * of the stream processors' README. {@code -Dhealthtrack.rewrite-pictures} draws it anew.
 */
class ClinicalPictureTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final String PICTURE = "stream-processors/docs/real-readings.svg";
  private static final double HEIGHT = 150;
  private static final String LOWS = "glucose/shanghai_t2dm/2000_0_20201230.csv";
  private static final String HIGHS = "glucose/shanghai_t2dm/2002_0_20210513.csv";
  private static final String HEART = "fitbit_mturk/heartrate_seconds_4558609924.csv.gz";

  private static final List<String> SMALL_PRINT =
      List.of(
          "Each line holds every reading: where many fall on one pixel, it spans the lowest to the"
              + " highest. It breaks where the sensor was silent for longer than the metric"
              + " allows. Times are the wearer's own clock. Darker and taller bands are more"
              + " urgent.",
          "Glucose: Q. Zhao et al., Chinese diabetes datasets for data-driven machine learning,"
              + " Scientific Data 10, 35 (2023), CC BY 4.0; recordings 2000_0_20201230 and"
              + " 2002_0_20210513, redrawn here. Heart rate: R. Furberg et al., Crowd-sourced Fitbit"
              + " datasets 03.12.2016-05.12.2016, Zenodo 53894, CC BY 4.0; person 4558609924, redrawn"
              + " here.",
          "HealthTrack is not a medical device. The rules are examples with their sources named;"
              + " nobody's care may depend on them.");

  @Test
  void drawsWhatTheDefaultRulesFind() throws IOException {
    Found lows = Found.in(RealSeries.read(LOWS, "shanghai-cgm", "glucose"));
    Found highs = Found.in(RealSeries.read(HIGHS, "shanghai-cgm", "glucose"));
    Found heart = Found.in(RealSeries.read(HEART, "fitbit-heart-rate", "heart-rate"));
    assertEquals(Map.of("glucose-very-low", 3L), lows.counts());
    assertEquals(Map.of("glucose-very-high", 8L), highs.counts());
    assertEquals(Map.of("heart-rate-very-high", 4L), heart.counts());
    String svg = picture(lows, highs, heart).svg();
    Path kept = Path.of(System.getProperty("healthtrack.root", ".")).resolve(PICTURE);
    if (System.getProperty("healthtrack.rewrite-pictures") != null) {
      Files.createDirectories(kept.getParent());
      Files.writeString(kept, svg);
    }
    assertTrue(
        Files.exists(kept) && Files.readString(kept).equals(svg),
        PICTURE + " is not what the rules find now; -Dhealthtrack.rewrite-pictures draws it anew");
  }

  private static Picture picture(Found lows, Found highs, Found heart) {
    return new Picture(
        "What HealthTrack's default rules find in real readings",
        "Three people: the trace, the limits, and every episode. The second and the last picture"
            + " look closer at the one above.",
        List.of(
            new Legend(false),
            lows.all("Glucose, person 2000 (type 2 diabetes), 30 December 2020 to 13 January 2021"),
            lows.rules(),
            lows.part(
                "The first night from near by", "2020-12-30T14:00:00Z", "2020-12-31T08:00:00Z"),
            highs.all("Glucose, person 2002 (type 2 diabetes), 13 to 19 May 2021"),
            highs.rules(),
            heart.all("Heart rate from the wrist, person 4558609924, 12 April to 12 May 2016"),
            heart.rules(),
            heart.part(
                "One hour and a half of 8 May from near by",
                "2016-05-08T13:10:00Z",
                "2016-05-08T14:40:00Z"),
            new Notes(SMALL_PRINT)));
  }

  /** A series and the episodes in it. */
  private record Found(String metric, String unit, List<Reading> readings, List<Episode> episodes) {

    static Found in(List<Reading> readings) {
      List<Episode> episodes = new ArrayList<>();
      List<ThresholdRule> rules =
          // The limit of a rate or of deviations has no place in a picture of values.
          DefaultRules.load().stream()
              .filter(rule -> rule.rule().getKind().equals("limit"))
              .map(rule -> Backtest.always(rule.id(), "default", rule.rule()))
              .toList();
      Backtest backtest =
          new Backtest(CATALOGUE, ThresholdsSettings.DEFAULTS, rules, episodes::add);
      readings.forEach(backtest::take);
      backtest.finish();
      Reading first = readings.getFirst();
      String unit = first.getUnit().equals("/min") ? "beats/min" : first.getUnit();
      return new Found(first.getMetric(), unit, readings, episodes);
    }

    /** Episodes by the key of the rule. */
    Map<String, Long> counts() {
      Map<String, Long> counts = new TreeMap<>();
      for (DefaultRules.DefaultRule rule : DefaultRules.load()) {
        long count = episodes.stream().filter(one -> one.rule().equals(rule.id())).count();
        if (count > 0) {
          counts.put(rule.key(), count);
        }
      }
      return counts;
    }

    /** What the rules ask for, and what they found. */
    Part rules() {
      List<String> lines = new ArrayList<>();
      for (DefaultRules.DefaultRule one : DefaultRules.load()) {
        List<Episode> found =
            episodes.stream().filter(episode -> episode.rule().equals(one.id())).toList();
        if (!found.isEmpty()) {
          lines.add(
              one.rule().getName() + ": " + asked(one.rule()) + " " + told(one.rule(), found));
        }
      }
      return new Notes(lines);
    }

    private static String asked(RuleVersion rule) {
      String opens =
          rule.getDwellSeconds() == 0
              ? "at once"
              : "after " + words(Duration.ofSeconds(rule.getDwellSeconds()));
      return "%s, opens %s, ends when %s."
          .formatted(
              rule.getSeverity(),
              opens,
              back(rule)
                  + (rule.getResolveSeconds() == 0
                      ? ""
                      : " for " + words(Duration.ofSeconds(rule.getResolveSeconds()))));
    }

    private static String back(RuleVersion rule) {
      return rule.getAbove() != null
          ? "at most %.0f".formatted(rule.getAbove() - rule.getHysteresis())
          : "at least %.0f".formatted(rule.getBelow() + rule.getHysteresis());
    }

    private String told(RuleVersion rule, List<Episode> found) {
      Duration shortest = found.stream().map(Episode::duration).min(naturalOrder()).orElseThrow();
      Duration longest = found.stream().map(Episode::duration).max(naturalOrder()).orElseThrow();
      boolean high = rule.getAbove() != null;
      DoubleStream extremes = found.stream().mapToDouble(Episode::extreme);
      return "%d episodes of %s to %s, %s %.1f %s."
          .formatted(
              found.size(),
              words(shortest),
              words(longest),
              high ? "highest" : "lowest",
              (high ? extremes.max() : extremes.min()).orElseThrow(),
              unit);
    }

    private static String words(Duration duration) {
      long seconds = duration.toSeconds();
      return seconds < 60
          ? seconds + " s"
          : seconds < 3_600
              ? seconds / 60 + " min"
              : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }

    Part all(String heading) {
      return panel(
          heading, readings.getFirst().getMeasuredAt(), readings.getLast().getMeasuredAt());
    }

    Part part(String heading, String from, String to) {
      return panel(heading, Instant.parse(from), Instant.parse(to));
    }

    private Part panel(String heading, Instant begin, Instant end) {
      Trace trace = new Trace(CATALOGUE.byCode(metric).orElseThrow().maxGap());
      readings.stream()
          .filter(one -> !one.getMeasuredAt().isBefore(begin) && !one.getMeasuredAt().isAfter(end))
          .forEach(one -> trace.add(one.getMeasuredAt(), one.getValue()));
      List<Band> bands =
          episodes.stream()
              .filter(one -> !one.until().isBefore(begin) && !one.openedAt().isAfter(end))
              .map(
                  one ->
                      new Band(one.openedAt(), one.until(), Urgency.valueOf(one.severity().name())))
              .toList();
      return new TracePanel(
          heading,
          unit,
          ZoneOffset.UTC,
          begin,
          end,
          trace,
          limits(),
          List.of(new Strip("episodes", bands)),
          HEIGHT,
          true);
    }

    private List<LimitLine> limits() {
      List<LimitLine> limits = new ArrayList<>();
      for (DefaultRules.DefaultRule one : DefaultRules.load()) {
        RuleVersion rule = one.rule();
        if (rule.getMetric().equals(metric) && rule.getKind().equals("limit")) {
          if (rule.getAbove() != null) {
            limits.add(line(rule.getAbove(), ">", rule));
          }
          if (rule.getBelow() != null) {
            limits.add(line(rule.getBelow(), "<", rule));
          }
        }
      }
      return limits;
    }

    private static LimitLine line(double value, String side, RuleVersion rule) {
      return new LimitLine(value, "%s %s %.0f".formatted(rule.getSeverity(), side, value), true);
    }
  }
}
