package io.healthtrack.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a run has measured: printed as it comes, and written as it comes where a file is given. */
public final class BenchReport {

  private final Circumstances circumstances;
  private final Map<String, ScenarioResult> scenarios;
  private final Optional<Path> file;

  BenchReport(
      Circumstances circumstances, Map<String, ScenarioResult> scenarios, Optional<Path> file) {
    this.circumstances = circumstances;
    this.scenarios = scenarios;
    this.file = file;
  }

  /** A new one, kept in a file after each number. */
  static BenchReport into(Optional<Path> file) {
    return new BenchReport(Circumstances.now(), new LinkedHashMap<>(), file);
  }

  Circumstances circumstances() {
    return circumstances;
  }

  Map<String, ScenarioResult> scenarios() {
    return scenarios;
  }

  /** The numbers of one scenario. */
  public Numbers of(String scenario) {
    System.out.printf("%n%s%n", scenario);
    return new Numbers(scenarios.computeIfAbsent(scenario, name -> new ScenarioResult()));
  }

  /** A scenario did not come to its end: what it has said so far stays, and is marked. */
  void failed(String scenario, String reason) {
    System.out.printf("  FAILED: %s%n", reason);
    scenarios.computeIfAbsent(scenario, name -> new ScenarioResult()).fail(reason);
    save();
  }

  /** Whether everything came to its end. */
  boolean complete() {
    return scenarios.values().stream().allMatch(result -> result.failure() == null);
  }

  private void save() {
    System.out.flush();
    if (file.isPresent()) {
      try {
        ReportFile.write(this, file.get());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the report", e);
      }
    }
  }

  /** Takes what one scenario says. */
  public final class Numbers {

    private final ScenarioResult result;

    private Numbers(ScenarioResult result) {
      this.result = result;
    }

    /** One number: {@code unit} is for the reader, the name carries it in JSON. */
    public void put(String name, double value, String unit) {
      put(name, Rounds.of(value), unit, Optional.empty());
    }

    /** One number beside what it should reach. */
    public void put(String name, double value, String unit, Goal goal) {
      put(name, Rounds.of(value), unit, Optional.of(goal));
    }

    /** The median of the rounds, with the smallest and the largest. */
    public void put(String name, Rounds rounds, String unit) {
      put(name, rounds, unit, Optional.empty());
    }

    /** The median of the rounds beside what it should reach. */
    public void put(String name, Rounds rounds, String unit, Goal goal) {
      put(name, rounds, unit, Optional.of(goal));
    }

    /** How a contender was set up; nothing secret. */
    public void settings(String contender, Map<String, String> settings) {
      result.settings().put(contender, new LinkedHashMap<>(settings));
      System.out.printf("  %s:%n", contender);
      settings.forEach((key, value) -> System.out.printf("    %s = %s%n", key, value));
      save();
    }

    /** A point of a curve, for pictures: its values by name. */
    public void point(String curve, Map<String, Double> values) {
      result.point(curve, values);
      save();
    }

    private void put(String name, Rounds rounds, String unit, Optional<Goal> goal) {
      Measure measure = Measure.of(rounds, unit, goal);
      result.numbers().put(name, measure);
      System.out.printf(
          Locale.ROOT,
          "  %-44s %,14.2f %s%s%s%n",
          name,
          measure.value(),
          unit,
          measure.spread().isEmpty() ? "" : " (" + measure.spread() + ")",
          goal.map(
                  wanted ->
                      " [goal: %s%s]"
                          .formatted(
                              wanted.text(),
                              wanted.reachedBy(measure.value()) ? "" : ", not reached"))
              .orElse(""));
      save();
    }
  }
}
