package io.healthtrack.bench.pipeline;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs steps, and waits between them until nothing is under way any more. */
final class StepRunner {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(3);

  /** Markers of transactions, ticks, tallies: never more than a few. */
  private static final long NOTHING = 100;

  private static final List<String> BY_THREAD = List.of("processors", "sink", "broker");

  private final Generator generator;
  private final Probes probes;
  private final LagWatch watch;
  private final Footprint footprint;
  private final Backends backends;

  StepRunner(
      Generator generator, Probes probes, LagWatch watch, Footprint footprint, Backends backends) {
    this.generator = generator;
    this.probes = probes;
    this.watch = watch;
    this.footprint = footprint;
    this.backends = backends;
  }

  /** Holds a rate. */
  Step run(double rate, Duration length) throws Exception {
    var unused = probes.stored().samples().take();
    unused = probes.alerts().samples().take();
    Map<String, Double> before = footprint.cpuSeconds();
    Map<String, Map<String, Double>> partsBefore = parts();
    long load = ProcessHandle.current().pid();
    double loadBefore = Footprint.cpuSeconds(load);
    double looksBefore = Footprint.cpuSeconds(probes.stored().backend());
    Looks looks = new Looks(length);
    Generator.Outcome outcome;
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> looking =
          clock.scheduleAtFixedRate(looks, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      outcome = generator.run(rate, length);
      requireWell(looking);
      looking.cancel(false);
    }
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    parts().forEach((name, now) -> parts.put(name, since(partsBefore.get(name), now)));
    return new Step(
        rate,
        outcome,
        looks.lags(),
        since(before, footprint.cpuSeconds()),
        Footprint.cpuSeconds(load) - loadBefore,
        Footprint.cpuSeconds(probes.stored().backend()) - looksBefore,
        parts,
        probes.stored().samples().take(),
        probes.alerts().samples().take());
  }

  /** Waits until every stage has taken everything, and all that was looked for was found. */
  void drain() throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + DRAINED_WITHIN.toNanos();
    while (!drained()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "not drained within %s: %s; %d readings not stored, %d alerts not seen"
                .formatted(
                    DRAINED_WITHIN, watch.look(), probes.stored().left(), probes.alerts().left()));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private boolean drained() throws SQLException, InterruptedException {
    return probes.stored().left() + probes.alerts().left() == 0
        && watch.look().values().stream().allMatch(place -> place.behind() <= NOTHING);
  }

  private Map<String, Map<String, Double>> parts() throws SQLException {
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    BY_THREAD.forEach(name -> parts.put(name, ThreadKind.sums(footprint.cpuSecondsByThread(name))));
    parts.put("database", backends.cpuSeconds());
    return parts;
  }

  private static Map<String, Double> since(Map<String, Double> before, Map<String, Double> now) {
    Map<String, Double> since = new TreeMap<>();
    now.forEach((name, seconds) -> since.put(name, seconds - before.getOrDefault(name, 0.0)));
    return since;
  }

  /** A look that failed would go unnoticed, and the step be judged by what came before. */
  private static void requireWell(Future<?> looking) throws InterruptedException {
    if (looking.isDone()) {
      try {
        looking.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("nobody knows how far the stages are", e.getCause());
      }
    }
  }

  /** Looks at every stage, again and again. */
  private final class Looks implements Runnable {

    private final Map<String, List<Lag.Look>> looks = new LinkedHashMap<>();
    private final double length;
    private final long begun = System.nanoTime();

    private Looks(Duration length) {
      this.length = length.toNanos() / 1e9;
    }

    @Override
    public synchronized void run() {
      try {
        double seconds = (System.nanoTime() - begun) / 1e9;
        watch
            .look()
            .forEach(
                (stage, place) ->
                    looks
                        .computeIfAbsent(stage, name -> new ArrayList<>())
                        .add(new Lag.Look(seconds / length, seconds, place.behind(), place.end())));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized List<Lag> lags() {
      return looks.entrySet().stream()
          .map(stage -> new Lag(stage.getKey(), stage.getValue()))
          .toList();
    }
  }
}
