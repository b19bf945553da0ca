package io.healthtrack.bench;

import io.healthtrack.bench.gateway.GatewayBench;
import io.healthtrack.bench.keys.KeysBench;
import io.healthtrack.bench.pipeline.PipelineBench;
import io.healthtrack.bench.queries.QueriesBench;
import io.healthtrack.bench.sink.SinkBench;
import io.healthtrack.bench.streams.StreamsBench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench NAME|all [--report FILE]}: runs scenarios and reports what they measured. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Runs benchmarks, each beside its limits in the same run.",
      "Scenarios: gateway, streams, pipeline, sink, queries, keys, serde; all runs every one.",
      "bench plot FILE.json draws a saved report again."
    })
public final class Bench implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Bench.class);

  /** A shape's share: enough that its index no longer fits into the server's own memory. */
  private static final long KEYS_ROWS = 4_000_000;

  @Parameters(paramLabel = "NAME", description = "A scenario, or all.")
  private String name;

  @Option(
      names = "--report",
      paramLabel = "FILE.json|DIR",
      description = "Write the numbers as JSON; into a folder also as a table and as pictures.")
  private Path report;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Readings of scenario queries (default: ${DEFAULT-VALUE}).",
      defaultValue = "50000000")
  private long rows;

  @Option(
      names = "--people",
      paramLabel = "N",
      description = "People of scenario queries (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000")
  private int people;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the loaded database here and use it again.")
  private Path data;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "For the JVM of the process measured, such as a flight recording.")
  private List<String> jvmOptions = List.of();

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Parts of scenario streams: ${COMPLETION-CANDIDATES} (default: all).")
  private List<StreamsBench.Part> parts = List.of(StreamsBench.Part.values());

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of the scenarios streams and sink (default: ${DEFAULT-VALUE}).",
      defaultValue = "3")
  private int rounds;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "Readings of scenario sink (default: ${DEFAULT-VALUE}).",
      defaultValue = "2000000")
  private long readings;

  @Option(
      names = "--setting",
      paramLabel = "KEY=VALUE",
      description = "A setting of a service measured by scenario streams or pipeline.")
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--rates",
      paramLabel = "N,N",
      split = ",",
      description = "Rising rates of scenario pipeline, in readings/s (default: ${DEFAULT-VALUE}).",
      defaultValue = "10000,15000,20000,25000,30000,40000,50000")
  private List<Double> rates;

  @Option(
      names = "--step",
      paramLabel = "SECONDS",
      description = "How long scenario pipeline holds a rate (default: ${DEFAULT-VALUE}).",
      defaultValue = "40")
  private int step;

  @Option(
      names = "--latency",
      paramLabel = "SECONDS",
      description = "How long it holds half of the highest rate (default: ${DEFAULT-VALUE}).",
      defaultValue = "60")
  private int latency;

  @Option(
      names = "--heap",
      paramLabel = "SERVICE=MB",
      description = "The heap of gateway, processors or sink in scenario pipeline.")
  private Map<String, Integer> heaps = Map.of();

  /** Runs the command line and exits with its code. */
  public static void main(String[] arguments) {
    boolean plot = arguments.length > 0 && arguments[0].equals("plot");
    System.exit(
        plot
            ? new CommandLine(new PlotCommand())
                .execute(Arrays.copyOfRange(arguments, 1, arguments.length))
            : new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    scenarios.put("gateway", new GatewayBench(jvmOptions));
    scenarios.put("streams", new StreamsBench(jvmOptions, settings, parts, rounds));
    scenarios.put(
        "pipeline",
        new PipelineBench(
            new PipelineBench.Plan(
                rates, Duration.ofSeconds(step), Duration.ofSeconds(latency), heaps, settings)));
    scenarios.put("sink", new SinkBench(readings, rounds, jvmOptions));
    scenarios.put("queries", new QueriesBench(rows, people, Optional.ofNullable(data)));
    scenarios.put("keys", new KeysBench(Math.min(rows, KEYS_ROWS)));
    scenarios.put("serde", new SerdeBench());
    List<String> chosen = name.equals("all") ? List.copyOf(scenarios.keySet()) : List.of(name);
    if (!scenarios.keySet().containsAll(chosen)) {
      System.err.println("healthtrack: no scenario " + name + "; there are " + scenarios.keySet());
      return 2;
    }
    Optional<ReportPlace> place = Optional.ofNullable(report).map(ReportPlace::of);
    BenchReport numbers = BenchReport.into(place.map(ReportPlace::numbers));
    for (String scenario : chosen) {
      run(scenario, scenarios.get(scenario), numbers);
    }
    if (place.isPresent()) {
      place.get().finish(numbers);
    }
    return numbers.complete() ? 0 : 1;
  }

  /** What fails must not take the numbers of the others with it. */
  private static void run(String name, Scenario scenario, BenchReport report)
      throws InterruptedException {
    try {
      scenario.run(report.of(name));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | Error e) {
      LOG.error("{} did not come to its end", name, e);
      report.failed(name, String.valueOf(e.getMessage()));
    }
  }
}
