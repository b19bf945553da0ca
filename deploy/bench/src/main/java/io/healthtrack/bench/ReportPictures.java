package io.healthtrack.bench;

import io.healthtrack.local.plots.ComparisonBars;
import io.healthtrack.local.plots.Notes;
import io.healthtrack.local.plots.Part;
import io.healthtrack.local.plots.Picture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A picture of each scenario: contenders beside their limit, or what grows with the rate. */
final class ReportPictures {

  private static final String RATE = "_per_s";
  private static final String P99 = "_p99_ms";

  private final BenchReport report;

  private ReportPictures(BenchReport report) {
    this.report = report;
  }

  /** By the scenario's name; of those that came to their end. */
  static Map<String, Picture> of(BenchReport report) {
    ReportPictures pictures = new ReportPictures(report);
    Map<String, Picture> drawn = new LinkedHashMap<>();
    report
        .scenarios()
        .forEach(
            (name, result) -> {
              if (result.failure() == null) {
                pictures.draw(name, result).ifPresent(picture -> drawn.put(name, picture));
              }
            });
    return drawn;
  }

  private Optional<Picture> draw(String scenario, ScenarioResult result) {
    Sketch sketch = Sketch.of(scenario);
    List<Part> parts = new ArrayList<>();
    sketch.groups().forEach(group -> rates(group, result).ifPresent(parts::add));
    if (scenario.equals("queries")) {
      latencies(result).ifPresent(parts::add);
    }
    if (result.points().containsKey("rates")) {
      parts.addAll(RatePictures.of(result));
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    parts.add(new Notes(notes(sketch, parts)));
    return Optional.of(new Picture(sketch.title(), circumstances(), parts));
  }

  private Optional<Part> rates(Sketch.Group group, ScenarioResult result) {
    Measure limit = result.numbers().get(group.limit() + RATE);
    List<ComparisonBars.Bar> bars = new ArrayList<>();
    named(result, RATE, name -> group.holds(name))
        .forEach(
            (name, measure) ->
                bars.add(
                    new ComparisonBars.Bar(
                        Sketch.label(name),
                        measure.value(),
                        measure.min(),
                        measure.max(),
                        words(name, measure, group, limit),
                        group.ours(name),
                        measure.goal().map(Goal::limit).orElse(null))));
    bars.sort(Comparator.comparingDouble(ComparisonBars.Bar::value).reversed());
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(new ComparisonBars(group.heading(), group.measure(), bars));
  }

  private static String words(String name, Measure measure, Sketch.Group group, Measure limit) {
    String number = Measure.text(Math.rint(measure.value()));
    return limit == null || name.equals(group.limit())
        ? number
        : "%s (%.2f of the limit)".formatted(number, measure.value() / limit.value());
  }

  private static Optional<Part> latencies(ScenarioResult result) {
    List<ComparisonBars.Bar> bars = new ArrayList<>();
    named(result, P99, name -> true)
        .forEach(
            (name, measure) ->
                bars.add(
                    new ComparisonBars.Bar(
                        Sketch.label(name),
                        measure.value(),
                        measure.min(),
                        measure.max(),
                        measure.text() + " ms",
                        true,
                        measure.goal().map(Goal::limit).orElse(null))));
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(new ComparisonBars("99 of 100 answers came within", "milliseconds", bars));
  }

  /** Numbers whose names end so, by the names' beginnings. */
  private static Map<String, Measure> named(
      ScenarioResult result, String end, Predicate<String> wanted) {
    Map<String, Measure> named = new LinkedHashMap<>();
    result
        .numbers()
        .forEach(
            (name, measure) -> {
              if (name.endsWith(end)
                  && wanted.test(name.substring(0, name.length() - end.length()))) {
                named.put(name.substring(0, name.length() - end.length()), measure);
              }
            });
    return named;
  }

  /** What the reader must know; of bars only if there are some, and of goals too. */
  private static List<String> notes(Sketch sketch, List<Part> parts) {
    List<String> notes = new ArrayList<>(sketch.notes());
    List<ComparisonBars.Bar> bars =
        parts.stream()
            .filter(ComparisonBars.class::isInstance)
            .flatMap(part -> ((ComparisonBars) part).bars().stream())
            .toList();
    if (!bars.isEmpty()) {
      boolean goals = bars.stream().anyMatch(bar -> bar.goal() != null);
      notes.add(
          "Bars are medians, thin lines reach from the smallest to the largest round"
              + (goals ? ", red strokes are goals." : "."));
    }
    return notes;
  }

  private String circumstances() {
    Map<String, String> facts = report.circumstances().facts();
    return "%s cores (%s), %s, JDK %s, Kafka %s, PostgreSQL %s; HealthTrack %s, %s"
        .formatted(
            facts.get("cores"),
            facts.get("processor"),
            facts.get("memory"),
            facts.get("java"),
            facts.get("kafka"),
            facts.get("postgresql"),
            facts.get("healthtrack"),
            String.valueOf(facts.get("date")).replaceFirst("T.*", ""));
  }
}
