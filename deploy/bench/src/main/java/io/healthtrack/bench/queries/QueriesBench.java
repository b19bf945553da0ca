package io.healthtrack.bench.queries;

import io.healthtrack.bench.BenchDatabase;
import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Scenario;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** What analysts and screens ask, over 90 days of readings, with the goals beside the numbers. */
public final class QueriesBench implements Scenario {

  private static final int WARM_UP = 200;
  private static final int DAYS = 90;

  private final long rows;
  private final int people;
  private final Optional<Path> directory;

  /** So many readings of so many people, in a directory that is kept, or in a temporary one. */
  public QueriesBench(long rows, int people, Optional<Path> directory) {
    this.rows = rows;
    this.people = people;
    this.directory = directory;
  }

  @Override
  public void run(BenchReport.Numbers numbers) throws Exception {
    numbers.settings(
        "the load",
        Map.of(
            "readings", Long.toString(rows),
            "people", Integer.toString(people),
            "days", Integer.toString(DAYS)));
    StackConfig.Builder config = StackConfig.builder();
    directory.ifPresent(config::directory);
    try (Stack stack = Stack.start(config.build());
        BenchDatabase database = BenchDatabase.migrated(stack, "bench_queries")) {
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      Loader loader = new Loader(database, People.of(people), rows, today.minusDays(DAYS), DAYS);
      loader.load(numbers);
      Questions questions = new Questions(loader);
      ask(loader, questions, "", WARM_UP, numbers);
      // Nothing of it is in the server's own memory any more; the operating system may still have
      // it.
      stack.postgres().restart();
      ask(loader, questions, "_after_restart", 0, numbers);
    }
  }

  private static void ask(
      Loader loader, Questions questions, String suffix, int warmUp, BenchReport.Numbers numbers)
      throws SQLException {
    try (Connection connection = loader.connect()) {
      Latencies latencies = new Latencies(connection);
      for (Question question : questions.all()) {
        latencies.ask(question, suffix, Math.min(warmUp, question.rounds()), numbers);
      }
    }
  }
}
