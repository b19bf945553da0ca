package io.healthtrack.bench;

import java.util.Map;

/** A report as Markdown. */
final class ReportTable {

  private ReportTable() {}

  static String of(BenchReport report) {
    StringBuilder text = new StringBuilder("# Benchmarks\n\n| | |\n|---|---|\n");
    report
        .circumstances()
        .facts()
        .forEach((key, value) -> text.append("| %s | %s |%n".formatted(key, cell(value))));
    report.scenarios().forEach((name, result) -> scenario(text, name, result));
    return text.toString();
  }

  /** What has a goal, and ratios: short enough to be quoted. */
  static String quotes(BenchReport report) {
    StringBuilder text =
        new StringBuilder("| number | measured | goal |%n|---|--:|---|%n".formatted());
    report
        .scenarios()
        .forEach(
            (scenario, result) ->
                result
                    .numbers()
                    .forEach(
                        (name, measure) -> {
                          if (measure.goal().isPresent() || name.contains("ratio_to")) {
                            text.append(
                                "| `%s.%s` | %s%s | %s |%n"
                                    .formatted(
                                        scenario,
                                        name,
                                        measure.text(),
                                        measure.spread().isEmpty()
                                            ? ""
                                            : " (" + measure.spread() + ")",
                                        goal(measure)));
                          }
                        }));
    return text.toString();
  }

  private static void scenario(StringBuilder text, String name, ScenarioResult result) {
    text.append("%n## %s%n".formatted(name));
    if (result.failure() != null) {
      text.append("%n**Did not come to its end: %s**%n".formatted(cell(result.failure())));
    }
    text.append("%n| number | | min to max | unit | goal |%n|---|--:|---|---|---|%n".formatted());
    for (Map.Entry<String, Measure> number : result.numbers().entrySet()) {
      Measure measure = number.getValue();
      text.append(
          "| `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  number.getKey(),
                  measure.text(),
                  measure.spread(),
                  cell(measure.unit()),
                  goal(measure)));
    }
    result.settings().forEach((contender, settings) -> settings(text, contender, settings));
  }

  private static String goal(Measure measure) {
    return measure
        .goal()
        .map(goal -> goal.text() + (goal.reachedBy(measure.value()) ? "" : ", **not reached**"))
        .orElse("");
  }

  private static void settings(StringBuilder text, String contender, Map<String, String> settings) {
    text.append("%nSettings of %s:%n%n| | |%n|---|---|%n".formatted(contender));
    settings.forEach((key, value) -> text.append("| `%s` | %s |%n".formatted(key, cell(value))));
  }

  private static String cell(String value) {
    return value.replace("|", "\\|").replace("\n", " ");
  }
}
