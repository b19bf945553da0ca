package io.healthtrack.bench;

import io.healthtrack.local.plots.ComparisonBars;
import io.healthtrack.local.plots.Curves;
import io.healthtrack.local.plots.LimitLine;
import io.healthtrack.local.plots.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Latency and lag over rising rates, and what each stage costs. */
final class RatePictures {

  private static final String ACROSS = "readings a second offered";
  private static final String LAG = "lag_s ";
  private static final String COST = "cpu_s_per_million_";

  /** What is less behind than that is not drawn: nobody would see where it is. */
  private static final double NO_LAG = 0.05;

  private RatePictures() {}

  static List<Part> of(ScenarioResult result) {
    List<Map<String, Double>> points = result.points().get("rates");
    double rate = value(result, "sustained_per_s");
    LimitLine sustained =
        rate == 0 ? null : new LimitLine(rate, "sustained: " + Measure.text(rate) + "/s", true);
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Curves(
            "Latency at each rate",
            ACROSS,
            "ms",
            List.of(
                curve(points, "stored, p99", "stored_p99_ms"),
                curve(points, "stored, p50", "stored_p50_ms"),
                curve(points, "alert, p99", "alert_p99_ms"),
                curve(points, "alert, p50", "alert_p50_ms"),
                curve(points, "answered, p99", "answered_p99_ms")),
            new LimitLine(1_000, "goal for stored, p99 (at half of what is sustained)", true),
            sustained));
    parts.add(
        new Curves(
            "How far stages were behind at the end of each rate",
            ACROSS,
            "seconds",
            lags(points),
            null,
            sustained));
    cost(result, parts);
    return parts;
  }

  private static List<Curves.Curve> lags(List<Map<String, Double>> points) {
    List<Curves.Curve> lags = new ArrayList<>();
    for (String name : new TreeSet<>(points.getFirst().keySet())) {
      if (name.startsWith(LAG)
          && points.stream().anyMatch(point -> point.getOrDefault(name, 0.0) > NO_LAG)) {
        lags.add(curve(points, name.substring(LAG.length()), name));
      }
    }
    return lags;
  }

  private static void cost(ScenarioResult result, List<Part> parts) {
    List<ComparisonBars.Bar> bars = new ArrayList<>();
    for (String stage :
        List.of("gateway", "broker", "processors", "sink", "database", "registry")) {
      if (result.numbers().containsKey(COST + stage)) {
        double value = value(result, COST + stage);
        bars.add(
            new ComparisonBars.Bar(stage, value, value, value, Measure.text(value), true, null));
      }
    }
    if (!bars.isEmpty()) {
      parts.add(
          new ComparisonBars(
              "What a million readings cost at the highest sustained rate", "CPU-seconds", bars));
    }
  }

  private static Curves.Curve curve(List<Map<String, Double>> points, String name, String number) {
    List<Double> places = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Map<String, Double> point : points) {
      places.add(point.get("rate"));
      values.add(point.getOrDefault(number, Double.NaN));
    }
    return new Curves.Curve(name, places, values);
  }

  private static double value(ScenarioResult result, String name) {
    Measure measure = result.numbers().get(name);
    return measure == null ? 0 : measure.value();
  }
}
