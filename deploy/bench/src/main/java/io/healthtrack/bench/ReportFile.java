package io.healthtrack.bench;

import io.healthtrack.local.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A report as JSON: each scenario's numbers by name, for programs; the circumstances under {@code
 * run}; what else is known of the numbers under {@code details}, from which a report can be read
 * again.
 */
final class ReportFile {

  private static final String RUN = "run";
  private static final String DETAILS = "details";

  private ReportFile() {}

  /** In one step: whoever looks meanwhile finds a whole report. */
  static void write(BenchReport report, Path file) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    Map<String, Object> details = new LinkedHashMap<>();
    document.put(RUN, report.circumstances().facts());
    report
        .scenarios()
        .forEach(
            (name, result) -> {
              Map<String, Object> values = new LinkedHashMap<>();
              result.numbers().forEach((number, measure) -> values.put(number, measure.value()));
              document.put(name, values);
              details.put(name, details(result));
            });
    document.put(DETAILS, details);
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, Json.pretty(document));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Map<String, Object> details(ScenarioResult result) {
    Map<String, Object> details = new LinkedHashMap<>();
    if (result.failure() != null) {
      details.put("failed", result.failure());
    }
    Map<String, Object> numbers = new LinkedHashMap<>();
    result.numbers().forEach((name, measure) -> numbers.put(name, document(measure)));
    details.put("numbers", numbers);
    details.put("settings", result.settings());
    details.put("points", result.points());
    return details;
  }

  private static Map<String, Object> document(Measure measure) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("value", measure.value());
    if (measure.rounds() > 1) {
      document.put("min", measure.min());
      document.put("max", measure.max());
      document.put("rounds", measure.rounds());
    }
    document.put("unit", measure.unit());
    measure.goal().ifPresent(goal -> document.put("goal", goal.code()));
    return document;
  }

  /** Reads what {@link #write} wrote. */
  static BenchReport read(Path file) throws IOException {
    Map<String, Object> document = Json.object(Files.readString(file));
    Map<String, String> facts = new LinkedHashMap<>();
    object(document, RUN).forEach((key, value) -> facts.put(key, String.valueOf(value)));
    Map<String, ScenarioResult> scenarios = new LinkedHashMap<>();
    Map<String, Object> details = object(document, DETAILS);
    details.keySet().forEach(name -> scenarios.put(name, result(object(details, name))));
    return new BenchReport(new Circumstances(facts), scenarios, Optional.empty());
  }

  private static ScenarioResult result(Map<String, Object> details) {
    ScenarioResult result = new ScenarioResult();
    if (details.get("failed") instanceof String reason) {
      result.fail(reason);
    }
    Map<String, Object> numbers = object(details, "numbers");
    numbers.keySet().forEach(name -> result.numbers().put(name, measure(object(numbers, name))));
    Map<String, Object> settings = object(details, "settings");
    for (String contender : settings.keySet()) {
      Map<String, String> told = new LinkedHashMap<>();
      object(settings, contender).forEach((key, value) -> told.put(key, String.valueOf(value)));
      result.settings().put(contender, told);
    }
    object(details, "points")
        .forEach((curve, list) -> points(list).forEach(values -> result.point(curve, values)));
    return result;
  }

  private static Measure measure(Map<String, Object> document) {
    double value = number(document.get("value"));
    return new Measure(
        value,
        document.containsKey("min") ? number(document.get("min")) : value,
        document.containsKey("max") ? number(document.get("max")) : value,
        document.get("rounds") instanceof Number rounds ? rounds.intValue() : 1,
        String.valueOf(document.get("unit")),
        Optional.ofNullable(document.get("goal")).map(code -> Goal.parse(code.toString())));
  }

  private static List<Map<String, Double>> points(Object list) {
    List<Map<String, Double>> points = new ArrayList<>();
    if (list instanceof Iterable<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> values) {
          Map<String, Double> point = new LinkedHashMap<>();
          values.forEach((name, value) -> point.put(String.valueOf(name), number(value)));
          points.add(point);
        }
      }
    }
    return points;
  }

  /** JSON has no word for what is no number; such a one comes as text. */
  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static Map<String, Object> object(Map<String, Object> document, String key) {
    Map<String, Object> object = new LinkedHashMap<>();
    if (document.get(key) instanceof Map<?, ?> found) {
      found.forEach((name, value) -> object.put(String.valueOf(name), value));
    }
    return object;
  }
}
