package io.healthtrack.local;

import io.healthtrack.local.backtesting.Cohorts;
import io.healthtrack.local.backtesting.Comparison;
import io.healthtrack.local.backtesting.ComparisonPicture;
import io.healthtrack.local.backtesting.ComparisonText;
import io.healthtrack.local.backtesting.Grounds;
import io.healthtrack.local.backtesting.RuleFile;
import io.healthtrack.local.backtesting.RuleSet;
import io.healthtrack.local.backtesting.RulesInForce;
import io.healthtrack.local.backtesting.StoredReadings;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.schemas.config.Settings;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description = {
      "Says what threshold rules would have done to the readings that are stored, beside the",
      "rules in force. Nobody is alerted. FILE is a JSON list of rules, each as PUT",
      "/v1/thresholds/{id} takes it, with its id; for the metrics it speaks of it stands for the",
      "whole set of rules. Exit 1 when there are no readings."
    },
    footer = {
      "",
      "Example:  healthtrack backtest --show-rules > rules.json   (then change a limit)",
      "          healthtrack backtest --rules rules.json --from 2026-11-01 --out pictures"
    })
final class BacktestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @ArgGroup(multiplicity = "1")
  private What what;

  /** To judge rules, or to begin with those there are. */
  static final class What {
    @Option(names = "--rules", paramLabel = "FILE", description = "The rules to try.")
    private Path rules;

    @Option(names = "--show-rules", description = "Print the rules in force as such a file.")
    private boolean show;
  }

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Readings measured from then on: 2026-01-31, or 2026-01-31T08:00:00Z.")
  private Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Readings measured before.")
  private Instant to;

  @Option(names = "--user", paramLabel = "U", description = "Only theirs: a UUID, or system|value.")
  private String user;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      defaultValue = "default",
      description = "Whose people and rules (default: ${DEFAULT-VALUE}).")
  private String tenant;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Draw it too: DIR/backtest.svg and .png. They show people's readings.")
  private Path pictures;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Quiet.logs();
    if (from != null && to != null && !from.isBefore(to)) {
      throw new UserError("--to must be later than --from");
    }
    MetricCatalogue catalogue = MetricCatalogue.load();
    List<UUID> people = user == null ? List.of() : List.of(person());
    // A file that cannot be used is refused before anything is asked of anybody.
    RuleSet proposed = what.show ? null : RuleFile.read(what.rules, tenant, catalogue);
    Endpoints endpoints = data.endpoints();
    RuleSet inForce = RulesInForce.read(endpoints, tenant);
    PrintWriter out = spec.commandLine().getOut();
    if (what.show) {
      out.print(Json.pretty(RuleFile.document(inForce)));
      out.flush();
      return 0;
    }
    Set<String> metrics = new TreeSet<>(proposed.metrics());
    StoredReadings.Period period = new StoredReadings.Period(from, to);
    try (StoredReadings stored =
        StoredReadings.open(endpoints.postgres(), catalogue, tenant, period)) {
      RuleSet now = inForce.about(metrics);
      Grounds grounds =
          new Grounds(tenant, catalogue, settings(), Cohorts.read(endpoints, now, proposed));
      Comparison comparison = Comparison.run(stored, now, proposed, grounds, people, done -> {});
      if (comparison.empty()) {
        spec.commandLine().getErr().println("healthtrack: " + nothing(metrics, stored));
        return 1;
      }
      List<Path> drawn =
          pictures == null
              ? List.of()
              : ComparisonPicture.write(pictures, comparison, stored, grounds);
      if (json) {
        Map<String, Object> document = comparison.document();
        document.put("pictures", drawn.stream().map(Path::toString).toList());
        out.print(Json.pretty(document));
      } else {
        ComparisonText.of(comparison).forEach(out::println);
        drawn.forEach(file -> out.println("Drawn: " + file));
      }
      out.flush();
      return 0;
    }
  }

  /** As the services have them: by the same variables of the environment. */
  private static ThresholdsSettings settings() {
    return ThresholdsSettings.from(Settings.load(null, System.getenv(), "processors"));
  }

  private UUID person() {
    try {
      return SubjectIdentity.userFrom(tenant, user);
    } catch (IllegalArgumentException e) {
      throw new UserError("--user: " + e.getMessage(), e);
    }
  }

  private String nothing(Set<String> metrics, StoredReadings stored) {
    List<Instant> span = stored.span(metrics);
    String of = String.join(", ", metrics);
    return span.isEmpty()
        ? "no readings of %s are stored; send some first: healthtrack send --help".formatted(of)
        : "no readings of %s in what was asked for; there are some from %s to %s"
            .formatted(
                of, ComparisonText.time(span.getFirst()), ComparisonText.time(span.getLast()));
  }
}
