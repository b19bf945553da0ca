package io.healthtrack.sink.database;

import static java.util.Map.entry;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an error of the database means for whoever is on call: a short sentence with the cause, the
 * SQLSTATE and what to do. None of them asks for a restart of the sink: lanes try again by
 * themselves.
 *
 * <p>Says nothing of a row. Of the database's own words only those are passed on that can name
 * nothing but objects of the schema.
 */
public final class Remedy {

  /** Their messages name tables, columns, functions, roles and databases, and have no values. */
  private static final Set<String> NAMES_OBJECTS =
      Set.of("42501", "42P01", "42703", "42883", "3F000", "3D000", "28P01");

  private static final String OLD_SCHEMA =
      "; somebody changed the schema, or it is older than this sink: restart the newest sink, which"
          + " migrates it, or undo the change";

  /** Ends the sentence where trouble passes by itself. */
  public static final String BY_ITSELF = "; nothing to do unless it stays";

  private static final String LOOK_AT_SERVER = "; look at the server, whose log says why";

  private static final Map<String, String> BY_STATE =
      Map.ofEntries(
          entry(
              "08001",
              "no connection to the server; start it (does it start? is a disk full?), or correct"
                  + " sink.database.url"),
          entry("08004", "the server turns the connection away" + LOOK_AT_SERVER),
          entry(
              "08006",
              "the connection to the server broke; look whether it runs, and at its log and disk"),
          entry("08P01", "server and driver do not understand each other" + LOOK_AT_SERVER),
          entry("23514", "a reading has no partition; ops.ensure_partitions() makes those missing"),
          entry(
              "25006",
              "the server is read-only: a standby, or default_transaction_read_only; promote it, or"
                  + " point sink.database.url to the primary"),
          entry(
              "25P03",
              "the server ended an idle transaction; raise idle_in_transaction_session_timeout"),
          entry(
              "25P04",
              "a batch took longer than sink.database.transaction.timeout; find what slows the"
                  + " server down, or raise it"),
          entry("28000", "the server does not admit the sink's user; see pg_hba.conf and the role"),
          entry("28P01", "the password is wrong; correct sink.database.password"),
          entry("3D000", "the database does not exist; create it, or correct sink.database.url"),
          entry("3F000", "a schema does not exist" + OLD_SCHEMA),
          entry("40001", "another transaction came first" + BY_ITSELF),
          entry("40P01", "a deadlock with another transaction" + BY_ITSELF),
          entry(
              "42501",
              "a right is missing; grant it again, as db/privileges/R__privileges.sql does"),
          entry("42703", "a column does not exist" + OLD_SCHEMA),
          entry("42883", "a function does not exist" + OLD_SCHEMA),
          entry("42P01", "a table does not exist" + OLD_SCHEMA),
          entry("53100", "the disk is full; free space or enlarge it"),
          entry("53200", "the server is out of memory; lower work_mem, or give it more"),
          entry(
              "53300",
              "the server has no connection left; close others, or raise max_connections or the"
                  + " role's limit"),
          entry("53400", "a limit of the server's configuration is reached" + LOOK_AT_SERVER),
          entry(
              "55000", "the database takes no connections, or an object is not ready" + BY_ITSELF),
          entry("55006", "the database is in use by a command that wants it alone" + BY_ITSELF),
          entry(
              "55P03",
              "somebody holds a lock for long; pg_blocking_pids() says who, end that session"),
          entry("57014", "somebody cancelled the statement, or statement_timeout did" + BY_ITSELF),
          entry("57P01", "an administrator ended the connection or the server" + BY_ITSELF),
          entry("57P02", "a server process crashed, all start anew" + LOOK_AT_SERVER),
          entry("57P03", "the server is starting up, recovering or shutting down" + BY_ITSELF),
          entry("57P04", "the database was dropped; create it or restore it"),
          entry("57P05", "the server ended an idle connection; raise idle_session_timeout"),
          entry("58030", "the server cannot read or write its files; look at the disk and its log"),
          entry("58P01", "a file of the server is missing; look at the disk and the server's log"),
          entry("XX001", "the server found damaged data; look at its log, then restore a backup"),
          entry("XX002", "the server found a damaged index; look at its log, then REINDEX"));

  private static final Map<String, String> BY_CLASS =
      Map.ofEntries(
          entry("00", "the driver gave no reason" + LOOK_AT_SERVER),
          entry("08", "the connection to the server broke" + LOOK_AT_SERVER),
          entry("22", "a value cannot be stored and could not be found" + LOOK_AT_SERVER),
          entry("23", "another session's row is in the way" + BY_ITSELF),
          entry("25", "the transaction is in a state that does not allow this" + BY_ITSELF),
          entry("28", "the server does not admit the sink's user; see pg_hba.conf and the role"),
          entry("40", "the server rolled the transaction back" + BY_ITSELF),
          entry("42", "the schema is not what this sink expects" + OLD_SCHEMA),
          entry("53", "the server lacks resources" + LOOK_AT_SERVER),
          entry("54", "a limit of the server is reached" + LOOK_AT_SERVER),
          entry("55", "an object is not in the state that this needs" + BY_ITSELF),
          entry("57", "an operator intervened" + BY_ITSELF),
          entry("58", "the server has trouble with its system" + LOOK_AT_SERVER),
          entry("XX", "the server has an internal error" + LOOK_AT_SERVER));

  private Remedy() {}

  /** Cause, code and remedy, with the name of the object where the server tells it. */
  public static String of(SQLException e) {
    String state = e.getSQLState() == null ? "00000" : e.getSQLState();
    String named = NAMES_OBJECTS.contains(state) ? message(e) : null;
    return named == null ? of(state) : of(state) + " (" + named + ")";
  }

  /** Cause, code and remedy, such as {@code the disk is full (53100); free space or enlarge it}. */
  public static String of(String state) {
    String sentence = BY_STATE.get(state);
    if (sentence == null) {
      sentence =
          BY_CLASS.getOrDefault(
              state.substring(0, Math.min(2, state.length())), "the database failed" + BY_ITSELF);
    }
    int remedy = sentence.indexOf(';');
    return sentence.substring(0, remedy) + " (" + state + ")" + sentence.substring(remedy);
  }

  /** The same for the database's error that is the reason of another, if there is one. */
  public static Optional<String> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e) {
        return Optional.of(of(e));
      }
    }
    return Optional.empty();
  }

  private static String message(SQLException e) {
    if (!(e instanceof PSQLException server)) {
      return null;
    }
    ServerErrorMessage message = server.getServerErrorMessage();
    return message == null ? null : message.getMessage();
  }
}
