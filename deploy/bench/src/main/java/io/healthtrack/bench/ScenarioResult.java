package io.healthtrack.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one scenario has said so far. */
final class ScenarioResult {

  private final Map<String, Measure> numbers = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> settings = new LinkedHashMap<>();
  private final Map<String, List<Map<String, Double>>> points = new LinkedHashMap<>();
  private String failure;

  /** Numbers by name, in the order in which they came. */
  Map<String, Measure> numbers() {
    return numbers;
  }

  /** Settings by contender. */
  Map<String, Map<String, String>> settings() {
    return settings;
  }

  /** Points of curves by the curve's name. */
  Map<String, List<Map<String, Double>>> points() {
    return points;
  }

  void point(String curve, Map<String, Double> values) {
    points.computeIfAbsent(curve, name -> new ArrayList<>()).add(new LinkedHashMap<>(values));
  }

  /** Why it did not come to its end; null if it did, or still runs. */
  String failure() {
    return failure;
  }

  void fail(String reason) {
    failure = reason;
  }
}
