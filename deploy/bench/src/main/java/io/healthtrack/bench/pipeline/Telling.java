package io.healthtrack.bench.pipeline;

import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Goal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Says what was measured. */
final class Telling {

  private static final Goal SUSTAINED = Goal.atLeast(25_000);
  private static final Goal STORED = Goal.atMost(1_000);
  private static final Goal RESIDENT = Goal.atMost(2_500);

  private final BenchReport.Numbers numbers;
  private final Map<String, String> faults = new LinkedHashMap<>();
  private Map<String, Double> resident = Map.of();

  Telling(BenchReport.Numbers numbers) {
    this.numbers = numbers;
  }

  /** What nobody judges. */
  void warmUp(Step step) {
    say("warm-up", step);
  }

  private static void say(String verdict, Step step) {
    System.out.printf(
        "  %,8.0f/s  %s; p99 of stored %,.0f ms, alerts %,.0f ms, answers %,.0f ms%s%n",
        step.rate(),
        verdict,
        step.stored().p99(),
        step.alerts().p99(),
        step.outcome().answered().p99(),
        step.fault().map(fault -> "; " + fault).orElse(""));
    System.out.flush();
  }

  /** One rate. */
  void step(Step step, Map<String, Double> residentMegabytes) {
    Map<String, Double> point = new LinkedHashMap<>();
    point.put("rate", step.rate());
    point.put("taken_per_s", step.outcome().perSecond());
    point.put("sustained", step.sustained() ? 1.0 : 0.0);
    point.put("answered_p99_ms", step.outcome().answered().p99());
    point.put("stored_p50_ms", step.stored().p50());
    point.put("stored_p99_ms", step.stored().p99());
    point.put("alert_p50_ms", step.alerts().p50());
    point.put("alert_p99_ms", step.alerts().p99());
    step.lags().forEach(lag -> point.put("lag_s " + lag.stage(), lag.endSeconds()));
    step.cpuSeconds()
        .forEach((name, used) -> point.put("cpu_s_per_million " + name, step.perMillion(used)));
    step.partSeconds()
        .forEach(
            (process, parts) ->
                parts.forEach(
                    (part, used) ->
                        point.put(
                            "cpu_s_per_million %s: %s".formatted(process, part),
                            step.perMillion(used))));
    numbers.point("rates", point);
    if (sum(residentMegabytes) > sum(resident)) {
      resident = residentMegabytes;
    }
    say(step.sustained() ? "sustained" : "NOT sustained", step);
    step.fault()
        .ifPresent(
            fault ->
                faults.merge("at %.0f/s".formatted(step.rate()), fault, "%s; again %s"::formatted));
  }

  /** The highest rate that everything followed, if there was one. */
  void sustained(Optional<Step> highest) {
    if (!faults.isEmpty()) {
      numbers.settings("what did not follow", faults);
    }
    numbers.put(
        "sustained_per_s",
        highest.map(Step::rate).orElse(0.0),
        "readings/s through everything",
        SUSTAINED);
    highest.ifPresent(this::used);
  }

  private void used(Step step) {
    double all = 0;
    numbers.put(
        "cpu_s_per_million_load",
        step.perMillion(step.loadCpuSeconds()),
        "CPU-seconds of the load itself, not counted below");
    numbers.put(
        "cpu_s_per_million_looking",
        step.perMillion(step.lookCpuSeconds()),
        "CPU-seconds of the database's that are spent on looking for readings under way");
    for (Map.Entry<String, Double> used : step.cpuSeconds().entrySet()) {
      all += step.perMillion(used.getValue());
      numbers.put(
          "cpu_s_per_million_" + used.getKey(),
          step.perMillion(used.getValue()),
          "CPU-seconds of its processes");
    }
    numbers.put("cpu_s_per_million", all, "CPU-seconds of everything but the load");
    step.partSeconds()
        .forEach(
            (process, parts) ->
                parts.forEach(
                    (name, seconds) ->
                        numbers.put(
                            "cpu_s_per_million_%s_%s".formatted(process, name),
                            step.perMillion(seconds),
                            "CPU-seconds of this part")));
  }

  /** At half of that. */
  void latencies(Step step) {
    numbers.put("half_rate_per_s", step.outcome().perSecond(), "readings/s");
    numbers.put("answered_p50_ms", step.outcome().answered().p50(), "ms from due to 202");
    numbers.put("answered_p99_ms", step.outcome().answered().p99(), "ms");
    numbers.put("stored_p50_ms", step.stored().p50(), "ms from due to seen by a query");
    numbers.put("stored_p95_ms", step.stored().p95(), "ms");
    numbers.put("stored_p99_ms", step.stored().p99(), "ms", STORED);
    numbers.put("stored_max_ms", step.stored().max(), "ms");
    numbers.put("alert_p50_ms", step.alerts().p50(), "ms from due to seen, read-committed");
    numbers.put("alert_p95_ms", step.alerts().p95(), "ms");
    numbers.put("alert_p99_ms", step.alerts().p99(), "ms");
    numbers.put("alert_max_ms", step.alerts().max(), "ms");
    numbers.put("stored_samples", step.stored().count(), "readings looked for");
    numbers.put("alert_samples", step.alerts().count(), "alerts");
    step.fault()
        .ifPresent(fault -> numbers.settings("at half of the rate", Map.of("fault", fault)));
  }

  /** The most that all together had in memory at the end of a step. */
  void memory() {
    resident.forEach((name, megabytes) -> numbers.put("resident_mb_" + name, megabytes, "MB"));
    numbers.put("resident_mb", sum(resident), "MB of everything, shared pages once", RESIDENT);
  }

  private static double sum(Map<String, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
