package io.healthtrack.sink.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.database.RowRefusal;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Whatever is poisonous and wherever it is: all others are stored, and few attempts are made. */
class PoisonSearchIT {

  private static final MigratedDatabase DATABASE = MigratedDatabase.ofAClass();
  private static final int ROWS = 400;

  private Connection connection;

  @BeforeEach
  void begin() throws SQLException {
    connection = DATABASE.connect();
    connection.setAutoCommit(false);
    execute("CREATE TEMPORARY TABLE numbers (n integer CONSTRAINT not_poison CHECK (n >= 0))");
  }

  @AfterEach
  void end() throws SQLException {
    connection.close();
  }

  @Test
  void writesAtOnceWhatIsWhollyGood() throws SQLException {
    assertEquals(1, search(Set.of()).attempts);
  }

  @Test
  void findsTheFirstTheMiddleAndTheLast() throws SQLException {
    for (int poison : List.of(0, ROWS / 2, ROWS - 1)) {
      assertTrue(search(Set.of(poison)).attempts <= 5);
    }
  }

  @Test
  void needsThreeAttemptsForEachOfMany() throws SQLException {
    Random random = new Random(7);
    for (int many : List.of(2, 10, 60, 360)) {
      Set<Integer> poison = new TreeSet<>();
      while (poison.size() < many) {
        poison.add(random.nextInt(ROWS));
      }
      int attempts = search(poison).attempts;
      assertTrue(attempts <= 3 * many + 32, many + " poisonous rows, attempts " + attempts);
    }
  }

  @Test
  void needsOneAttemptForEachWhenAllArePoison() throws SQLException {
    Copying copying = search(new TreeSet<>(IntStream.range(0, ROWS).boxed().toList()));

    assertTrue(copying.attempts <= ROWS + 32, "attempts " + copying.attempts);
  }

  @Test
  void findsThemAlsoWithoutAHint() throws SQLException {
    Copying copying = new Copying();
    copying.hints = false;

    search(copying, Set.of(0, 200, 399));

    assertTrue(copying.attempts <= 100, "attempts " + copying.attempts);
  }

  @Test
  void refusesNoGoodRowWhenTheHintIsWrong() throws SQLException {
    Copying copying = new Copying();
    copying.shift = 3;

    search(copying, Set.of(1, 10, 11, 12, 300));
  }

  private Copying search(Set<Integer> poison) throws SQLException {
    Copying copying = new Copying();
    search(copying, poison);
    return copying;
  }

  private void search(Copying copying, Set<Integer> poison) throws SQLException {
    execute("DELETE FROM numbers");
    List<Integer> rows =
        IntStream.range(0, ROWS).map(n -> poison.contains(n) ? -1 - n : n).boxed().toList();

    new PoisonSearch<>(connection, copying).write(rows);

    List<Integer> good = rows.stream().filter(n -> n >= 0).toList();
    assertEquals(good, copying.written);
    assertEquals(
        List.of(Integer.toString(good.size())),
        MigratedDatabase.rows(connection, "SELECT count(*) FROM numbers"));
    assertEquals(rows.stream().filter(n -> n < 0).toList(), copying.refused);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private final class Copying implements PoisonSearch.Writing<Integer> {

    private final List<Integer> written = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private int attempts;
    private boolean hints = true;
    private int shift;

    @Override
    public void write(List<Integer> rows) throws SQLException {
      attempts++;
      StringBuilder lines = new StringBuilder();
      rows.forEach(n -> lines.append(n).append('\n'));
      try {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY numbers FROM STDIN", new StringReader(lines.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void written(List<Integer> rows) {
      written.addAll(rows);
    }

    @Override
    public void refused(Integer row, RowRefusal told) {
      refused.add(row);
      assertTrue(told.detail().contains("constraint not_poison"), told.detail());
      assertTrue(told.message().contains("Failing row contains (" + row + ")"), told.message());
    }

    @Override
    public int suspect(SQLException failure) {
      return hints ? RowRefusal.lineOfCopy(failure) + shift : -1;
    }
  }
}
