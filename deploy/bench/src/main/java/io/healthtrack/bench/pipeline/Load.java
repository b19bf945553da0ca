package io.healthtrack.bench.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rates that rise until something does not follow. */
final class Load {

  /** A rate that was missed gets another chance: machines have hiccups. */
  private static final int CHANCES = 2;

  /**
   * Neither classes nor compiled code are there at first: after 20 s compilers still took a third
   * of all CPU, which is no price of a reading.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private final StepRunner runner;
  private final Newcomers newcomers;
  private final Crowd crowd;
  private final Footprint footprint;
  private final Telling telling;

  Load(StepRunner runner, Newcomers newcomers, Crowd crowd, Footprint footprint, Telling telling) {
    this.runner = runner;
    this.newcomers = newcomers;
    this.crowd = crowd;
    this.footprint = footprint;
    this.telling = telling;
  }

  /** For the report. */
  static Map<String, String> settings(PipelineBench.Plan plan) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("rates", plan.rates().toString());
    settings.put("each held for", plan.step().toSeconds() + " s");
    settings.put(
        "population",
        "a person with a watch for each %d readings/s: %d metrics once a second, sent every %d s"
            .formatted(Crowd.READINGS_EACH, Watch.METRICS.length, Batch.MOMENTS));
    settings.put("a request", RequestText.readings() + " readings, in the order of time");
    settings.put("sent again", "1 request in 100");
    settings.put("open an episode", "1 request in 10");
    settings.put("hold a value that cannot be", "1 request in 100");
    settings.put(
        "sustained",
        ("all answers 202, at least 97 %% of what was due taken, and no stage further behind at the"
                + " end than in the middle by more than %s s of what comes in (smallest lags of a"
                + " fifth of the step each)")
            .formatted(Lag.TOLERANCE_SECONDS));
    return settings;
  }

  /**
   * The last rate that everything followed, and the lowest one if there was none: then latencies
   * are those of too high a load, which the report says.
   */
  double rise(List<Double> rates, Duration length) throws Exception {
    telling.warmUp(hold(rates.getFirst() / 2, WARM_UP));
    runner.drain();
    Optional<Step> highest = Optional.empty();
    for (double rate : rates) {
      Optional<Step> step = sustained(rate, length);
      if (step.isEmpty()) {
        break;
      }
      highest = step;
    }
    telling.sustained(highest);
    return highest.map(Step::rate).orElse(rates.getFirst());
  }

  private Optional<Step> sustained(double rate, Duration length) throws Exception {
    for (int chance = 0; chance < CHANCES; chance++) {
      Step step = hold(rate, length);
      telling.step(step, footprint.residentMegabytes());
      runner.drain();
      if (step.sustained()) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  /** Latencies at a rate. */
  void latencies(double rate, Duration length) throws Exception {
    telling.latencies(hold(rate, length));
    runner.drain();
    telling.memory();
  }

  private Step hold(double rate, Duration length) throws Exception {
    int people = (int) Math.ceil(rate / Crowd.READINGS_EACH);
    newcomers.registerBelow(people);
    // Storing them is no price of readings.
    runner.drain();
    crowd.become(people);
    return runner.run(rate, length);
  }
}
