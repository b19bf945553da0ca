package io.healthtrack.bench.pipeline;

import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Scenario;
import io.healthtrack.embedded.artifacts.Directories;
import io.healthtrack.local.accounting.Accounts;
import io.healthtrack.local.accounting.AuditReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Everything on one machine at rising rates until something does not follow; then latencies at half
 * of the highest rate that everything followed; and in the end every reading must be accounted for.
 */
public final class PipelineBench implements Scenario {

  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

  private final Plan plan;

  /**
   * How to run it.
   *
   * @param rates readings a second, rising
   * @param step how long each is held
   * @param latency how long half of the highest is
   * @param heaps megabytes of services that shall not have the usual
   * @param settings of services, by their whole keys
   */
  public record Plan(
      List<Double> rates,
      Duration step,
      Duration latency,
      Map<String, Integer> heaps,
      Map<String, String> settings) {
    /** Copies the collections. */
    public Plan {
      rates = List.copyOf(rates);
      heaps = Map.copyOf(heaps);
      settings = Map.copyOf(settings);
    }
  }

  /** By this plan. */
  public PipelineBench(Plan plan) {
    this.plan = plan;
  }

  @Override
  public void run(BenchReport.Numbers numbers) throws Exception {
    Path state = Files.createTempDirectory("healthtrack-bench-pipeline");
    try {
      run(state, numbers);
    } finally {
      Directories.delete(state);
    }
  }

  private void run(Path state, BenchReport.Numbers numbers) throws Exception {
    Installation.Tuning tuning = new Installation.Tuning(plan.heaps(), plan.settings());
    numbers.settings("everything", Installation.settings(tuning));
    numbers.settings("the load", Load.settings(plan));
    Crowd crowd = new Crowd();
    long begun = System.nanoTime();
    try (Installation installation = Installation.start(state, tuning);
        Newcomers newcomers = new Newcomers(installation.endpoints());
        LagWatch watch = new LagWatch(installation.endpoints());
        Backends backends = new Backends(installation.endpoints());
        Probes probes = new Probes(installation.endpoints(), crowd)) {
      numbers.put(
          "ready_after_s", (System.nanoTime() - begun) / 1e9, "s until everything was ready");
      newcomers.rules();
      newcomers.register(crowd.probed());
      Generator generator =
          new Generator(
              installation.endpoints().gateway(), installation.endpoints().apiKey(), crowd, probes);
      Footprint footprint = new Footprint(installation.processes());
      StepRunner runner = new StepRunner(generator, probes, watch, footprint, backends);
      Load load = new Load(runner, newcomers, crowd, footprint, new Telling(numbers));
      double highest = load.rise(plan.rates(), plan.step());
      load.latencies(highest / 2, plan.latency());
      try (Accounts accounts = Accounts.open(installation.endpoints())) {
        account(accounts.settled(SETTLED_WITHIN), accounts.quarantined(), generator, numbers);
      }
    }
  }

  private static void account(
      AuditReport audit, long quarantined, Generator generator, BenchReport.Numbers numbers) {
    long accepted = audit.stage("gateway").out();
    long duplicate = audit.stage("validation").duplicate() + audit.stage("sink").duplicate();
    long stored = audit.stage("table").out();
    numbers.put("accepted", (double) accepted, "readings");
    numbers.put("stored", (double) stored, "rows");
    numbers.put("duplicate", (double) duplicate, "readings");
    numbers.put("quarantined", (double) quarantined, "readings");
    if (!audit.conserved() || accepted != stored + duplicate + quarantined) {
      throw new IllegalStateException("not every reading is accounted for: " + audit.broken());
    }
    if (accepted < generator.taken()) {
      throw new IllegalStateException(
          "%,d readings were answered with 202, %,d are there"
              .formatted(generator.taken(), accepted));
    }
  }
}
