package io.healthtrack.sink.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.healthtrack.sink.Await;
import io.healthtrack.sink.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A lane goes to whoever stands by when its owner is frozen in the middle of a COPY. */
class FrozenOwnerIT {

  private static final Stake ALL = Stake.whole(Set.of(new TopicPartition("t", 0)));

  private final MigratedDatabase database = MigratedDatabase.fresh();
  private final OffsetLedger ledger = new OffsetLedger("lane", "test", Duration.ofSeconds(5));

  @Test
  void isNoOwnerAnyMore() throws SQLException {
    try (Connection frozen = lane();
        Connection standBy = lane()) {
      ledger.claim(standBy, ALL, 0);
      assertEquals(2, ledger.claim(frozen, ALL, 0));
      // The claim ended the connection of the owner before.
      try (Connection again = lane()) {
        freeze(frozen);
        assertThrows(SupersededException.class, () -> ledger.claim(again, ALL, 1));
        Await.until("it is taken over", () -> takes(again));
      }
    }
  }

  /** Begins a COPY and sends nothing; the server's time-out does not end it. */
  private static void freeze(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET transaction_timeout = '1s'");
      statement.execute("CREATE TEMPORARY TABLE staged (number integer)");
      connection.commit();
    }
    connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY staged FROM STDIN");
  }

  private boolean takes(Connection connection) throws SQLException {
    try {
      return ledger.claim(connection, ALL, 1) == 3;
    } catch (SupersededException e) {
      return false;
    }
  }

  private Connection lane() throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    return connection;
  }
}
