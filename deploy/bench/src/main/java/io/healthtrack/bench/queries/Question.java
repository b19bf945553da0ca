package io.healthtrack.bench.queries;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/**
 * A query that is asked many times about different people and days.
 *
 * @param name as in the report
 * @param goal milliseconds that 99 of 100 must stay under
 * @param rounds how often it is asked
 * @param sql the statement
 * @param subject fills in whom and when it is about
 */
record Question(String name, double goal, int rounds, String sql, Subject subject) {

  /** Fills in the parameters. */
  interface Subject {
    void bind(PreparedStatement statement, SplittableRandom random) throws SQLException;
  }
}
