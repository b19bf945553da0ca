package io.healthtrack.bench.sink;

import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Goal;
import io.healthtrack.bench.Rounds;
import java.util.List;
import java.util.Map;

/** Makes numbers of the rounds. */
record Report(BenchReport.Numbers numbers) {

  /** Bare COPY's name. */
  static final String COPY = "copy";

  /** Every contender's own numbers, then the ratios, each of two results of one round. */
  void tell(Map<String, List<Result>> results, List<Contender> debezium) {
    results.forEach(this::contender);
    Rounds ours = rates(results, "sink");
    numbers.put("ratio_to_copy", ours.over(rates(results, COPY)), "", Goal.atLeast(0.65));
    numbers.put(
        "rows_ratio_to_copy",
        rates(results, "sink_rows").over(rates(results, COPY)),
        "",
        Goal.atLeast(0.8));
    numbers.put("cold_ratio_to_copy", cold(results, "sink").over(cold(results, COPY)), "");
    numbers.put(
        "cold_rows_ratio_to_copy", cold(results, "sink_rows").over(cold(results, COPY)), "");
    numbers.put("ratio_to_debezium", ours.over(best(results, debezium)), "", Goal.atLeast(5));
    numbers.put("ratio_to_upsert", ours.over(rates(results, "upsert")), "");
  }

  /** What a kill -9 did to a contender; nothing may happen to ours. */
  void tell(Contender contender, Kill.Outcome outcome) {
    String name = contender.name();
    Goal none = Goal.atMost(0);
    numbers.put(name + "_stored_when_killed", (double) outcome.before(), "rows");
    if (contender instanceof OurSink) {
      numbers.put(name + "_lost", (double) outcome.lost(), "readings", none);
      numbers.put(name + "_duplicated", (double) outcome.duplicated(), "rows", none);
    } else {
      numbers.put(name + "_lost", (double) outcome.lost(), "readings");
      numbers.put(name + "_duplicated", (double) outcome.duplicated(), "rows");
    }
  }

  private void contender(String name, List<Result> results) {
    numbers.put(name + "_per_s", Rounds.of(results, Result::perSecond), "rows/s");
    numbers.put(
        name + "_cold_per_s",
        Rounds.of(results, Result::coldPerSecond),
        "rows/s of the warm-up, by a new process");
    numbers.put(
        name + "_cpu_s_per_million",
        Rounds.of(results, Result::clientCpu),
        "CPU-seconds of the client");
    numbers.put(
        name + "_server_cpu_s_per_million",
        Rounds.of(results, Result::serverCpu),
        "CPU-seconds of the database server");
    if (!name.equals(COPY)) {
      numbers.put(
          name + "_peak_mb",
          Rounds.of(results, Result::peakMegabytes),
          "MB of the client, at most");
    }
    numbers.put(name + "_wal_bytes", Rounds.of(results, Result::walBytes), "bytes of log a row");
  }

  private static Rounds rates(Map<String, List<Result>> results, String name) {
    return Rounds.of(results.get(name), Result::perSecond);
  }

  private static Rounds cold(Map<String, List<Result>> results, String name) {
    return Rounds.of(results.get(name), Result::coldPerSecond);
  }

  /** Whichever of the peer's configurations was faster in each round. */
  private static Rounds best(Map<String, List<Result>> results, List<Contender> contenders) {
    int rounds = results.get(COPY).size();
    double[] best = new double[rounds];
    for (Contender contender : contenders) {
      List<Result> own = results.get(contender.name());
      for (int round = 0; round < rounds; round++) {
        best[round] = Math.max(best[round], own.get(round).perSecond());
      }
    }
    return Rounds.of(best);
  }
}
