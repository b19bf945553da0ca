package io.healthtrack.bench.queries;

import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Goal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Asks a question again and again, and says how long the answers took. */
final class Latencies {

  private final Connection connection;

  Latencies(Connection connection) {
    this.connection = connection;
  }

  /** Asks, after {@code warmUp} times that do not count; every answer is read to its end. */
  void ask(Question question, String suffix, int warmUp, BenchReport.Numbers numbers)
      throws SQLException {
    SplittableRandom random = new SplittableRandom(42);
    double[] millis = new double[question.rounds()];
    long rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
      for (int round = -warmUp; round < millis.length; round++) {
        question.subject().bind(statement, random);
        long start = System.nanoTime();
        long got = read(statement);
        if (round >= 0) {
          millis[round] = (System.nanoTime() - start) / 1e6;
          rows += got;
        }
      }
    }
    if (rows == 0) {
      throw new IllegalStateException(question.name() + " found nothing: it measures nothing");
    }
    Arrays.sort(millis);
    numbers.put(question.name() + suffix + "_p50_ms", at(millis, 0.50), "ms");
    numbers.put(
        question.name() + suffix + "_p99_ms", at(millis, 0.99), "ms", Goal.atMost(question.goal()));
    numbers.put(question.name() + suffix + "_rows", (double) rows / millis.length, "rows");
  }

  private static long read(PreparedStatement statement) throws SQLException {
    long rows = 0;
    try (ResultSet answer = statement.executeQuery()) {
      while (answer.next()) {
        rows++;
      }
    }
    return rows;
  }

  private static double at(double[] sorted, double share) {
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, place)];
  }
}
