package io.healthtrack.sink.database;

import static java.util.Map.entry;

import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the database says of a row that it does not take.
 *
 * @param sqlState the code
 * @param detail a sentence that names the column or the constraint, never a value: for everybody
 * @param message the database's own words, which may quote the row: for where the row itself is
 *     kept, never for a log
 */
public record RowRefusal(String sqlState, String detail, String message) {

  private static final int LONGEST = 2_000;

  /** The words are in the server's language, the numbers and names are not. */
  private static final Pattern COPY_CONTEXT =
      Pattern.compile(
          "^COPY [^\\n,]+, \\p{L}+ (\\d+)(?:, \\p{L}+ (\\w+))?(?:$|:)", Pattern.MULTILINE);

  private static final Map<String, String> BY_STATE =
      Map.ofEntries(
          entry("22001", "a text is too long for its column"),
          entry("22003", "a number is beyond what its column holds"),
          entry("22008", "a time is beyond what the database holds"),
          entry("22021", "a text has a character that the database does not store, such as NUL"),
          entry("22P05", "a text has a character that the database's encoding does not know"),
          entry("23502", "a value is missing"),
          entry("23503", "it refers to something that is not there"),
          entry("23505", "another row has its key"),
          entry("23514", "a check of the table forbids it"),
          entry("23P01", "it overlaps another row"),
          entry("54000", "it is too large for a table or an index"));

  /** What this failure says. */
  public static RowRefusal of(SQLException e) {
    String state = e.getSQLState() == null ? "00000" : e.getSQLState();
    ServerErrorMessage server = server(e);
    if (server == null) {
      return of(state, null, null, null);
    }
    String column = server.getColumn();
    Matcher context = context(server);
    if (column == null && context != null) {
      column = context.group(2);
    }
    return of(
        state,
        Stream.of(server.getMessage(), server.getDetail(), server.getWhere())
            .filter(said -> said != null && !said.isEmpty())
            .collect(Collectors.joining("; ")),
        server.getConstraint(),
        column);
  }

  /**
   * What these say.
   *
   * @param message the database's own words
   * @param constraint which broke, if the database names it
   * @param column where, if the database names it
   */
  public static RowRefusal of(String state, String message, String constraint, String column) {
    String place =
        constraint != null && !constraint.isEmpty()
            ? ", constraint " + constraint
            : column != null && !column.isEmpty() ? ", column " + column : "";
    return new RowRefusal(
        state,
        "the database refuses the row: %s (%s)%s; correct it at its source, then send it again"
            .formatted(
                BY_STATE.getOrDefault(state, "a value does not fit its column"), state, place),
        message == null || message.length() <= LONGEST ? message : message.substring(0, LONGEST));
  }

  /** Which row of a COPY the failure speaks of, counted from 0; -1 when it does not say. */
  public static int lineOfCopy(SQLException e) {
    Matcher context = context(server(e));
    if (context == null) {
      return -1;
    }
    try {
      return Integer.parseInt(context.group(1)) - 1;
    } catch (NumberFormatException beyond) {
      return -1;
    }
  }

  private static Matcher context(ServerErrorMessage server) {
    if (server == null || server.getWhere() == null) {
      return null;
    }
    Matcher context = COPY_CONTEXT.matcher(server.getWhere());
    return context.find() ? context : null;
  }

  private static ServerErrorMessage server(SQLException e) {
    return e instanceof PSQLException server ? server.getServerErrorMessage() : null;
  }
}
