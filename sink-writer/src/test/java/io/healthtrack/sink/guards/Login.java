package io.healthtrack.sink.guards;

import io.healthtrack.sink.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.util.PSQLException;

/** A real login role with a password of its own, used through SCRAM. */
record Login(String name, String password, MigratedDatabase database) {

  /** All rows, columns joined by a bar. */
  List<String> query(String sql) {
    try (Connection connection = connect()) {
      return MigratedDatabase.rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs statements in one session, each in a transaction of its own. */
  void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The SQLSTATE with which statements of one session are refused; {@code none} if they are not.
   */
  String refusal(String... statements) {
    PSQLException refused = refused(statements);
    return refused == null ? "none" : refused.getSQLState();
  }

  /** Everything the server tells about a refusal: message, detail, hint, where. */
  String words(String... statements) {
    PSQLException refused = refused(statements);
    return refused == null ? "none" : refused.getServerErrorMessage().toString();
  }

  Connection connect() throws SQLException {
    return database.connect(name, password);
  }

  private PSQLException refused(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      return null;
    } catch (PSQLException e) {
      return e;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
