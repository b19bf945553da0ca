package io.healthtrack.local;

import io.healthtrack.local.pipeline.Endpoints;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a statement and prints its rows as CSV.",
      "Without a statement it prints the connection URL, password included, for psql;",
      "put jdbc: in front for JDBC."
    },
    footer = {
      "",
      "Example:  healthtrack sql 'SELECT metric, count(*) FROM analytics.readings GROUP BY metric'"
    })
final class SqlCommand implements Callable<Integer> {
  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*(select|with|table|values)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int ROWS_AT_ONCE = 5_000;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(
      names = "--as",
      paramLabel = "ROLE",
      description = {
        "Run with the rights of this role: admin, provider, nurse, billing_clerk, analyst,",
        "auditor, patient. Rows about people are shown to whoever has an account of their own",
        "(health.accounts), so all but analyst see no rows here. The statement could take the",
        "role off again: this is for trying, not for guarding.",
        "Questions of analyst go to the read replica, where `up` was told of one."
      })
  private String role;

  @Parameters(arity = "0..1", paramLabel = "STATEMENT", description = "What to run.")
  private String statement;

  @Override
  public Integer call() {
    Quiet.logs();
    Endpoints endpoints = data.endpoints();
    String url = "analyst".equals(role) ? endpoints.forAnalysts() : endpoints.postgres();
    if (statement == null) {
      spec.commandLine().getOut().println(Endpoints.psqlUri(url));
      return 0;
    }
    Properties properties = new Properties();
    properties.setProperty("options", "-c TimeZone=UTC");
    properties.setProperty("ApplicationName", "healthtrack sql");
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      takeRole(connection);
      run(connection);
      return 0;
    } catch (SQLException e) {
      boolean away = e.getSQLState() != null && e.getSQLState().startsWith("08");
      spec.commandLine()
          .getErr()
          .println(
              "healthtrack: "
                  + (away
                      ? "the database does not answer; see: healthtrack status"
                      : e.getMessage()));
      return 1;
    }
  }

  private void takeRole(Connection connection) throws SQLException {
    if (role != null) {
      try (PreparedStatement take =
          connection.prepareStatement("SELECT set_config('role', ?, false)")) {
        take.setString(1, role);
        take.execute();
      }
    }
  }

  private void run(Connection connection) throws SQLException {
    // Rows can only be streamed inside a transaction; other statements may refuse to be in one.
    boolean query = QUERY.matcher(statement).matches();
    connection.setAutoCommit(!query);
    try (Statement running = connection.createStatement()) {
      running.setFetchSize(query ? ROWS_AT_ONCE : 0);
      boolean rows = running.execute(statement);
      while (rows || running.getUpdateCount() != -1) {
        if (rows) {
          print(running.getResultSet());
        }
        rows = running.getMoreResults();
      }
    }
    if (query) {
      connection.commit();
    }
  }

  private void print(ResultSet rows) throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    ResultSetMetaData columns = rows.getMetaData();
    Object[] cells = new Object[columns.getColumnCount()];
    for (int column = 0; column < cells.length; column++) {
      cells[column] = columns.getColumnLabel(column + 1);
    }
    out.println(CSVFormat.RFC4180.format(cells));
    while (rows.next()) {
      for (int column = 0; column < cells.length; column++) {
        cells[column] = rows.getString(column + 1);
      }
      out.println(CSVFormat.RFC4180.format(cells));
    }
    out.flush();
  }
}
