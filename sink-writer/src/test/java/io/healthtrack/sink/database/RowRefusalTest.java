package io.healthtrack.sink.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class RowRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COPY health_metrics, line 1|0",
        "COPY health_metrics, line 49777, column source|49776",
        "COPY health_metrics, Zeile 12, Spalte source|11",
        "COPY health_metrics, line 99999999999|-1",
        "SQL statement \"SELECT 1\"|-1",
      })
  void findsTheRowOfACopy(String context, int line) {
    assertEquals(line, RowRefusal.lineOfCopy(failure("22021", "W" + context + "\0")));
  }

  @Test
  void findsNoRowWhereTheServerNamesNone() {
    assertEquals(-1, RowRefusal.lineOfCopy(failure("22021", "")));
    assertEquals(-1, RowRefusal.lineOfCopy(new SQLException("no words", "22021")));
  }

  @Test
  void namesTheColumnAndNeverTheValueToEverybody() {
    RowRefusal refusal =
        RowRefusal.of(
            failure("23514", "DFailing row contains (planted).\0nlimits\0Wwherever planted\0"));

    assertEquals("23514", refusal.sqlState());
    assertTrue(
        refusal.detail().contains("a check of the table forbids it (23514), constraint limits"));
    assertFalse(refusal.detail().contains("planted"));
    assertEquals(
        "what it says; Failing row contains (planted).; wherever planted", refusal.message());
  }

  @Test
  void namesTheColumnThatACopyWasAt() {
    String detail =
        RowRefusal.of(failure("22021", "WCOPY health_metrics, line 3, column source\0")).detail();

    assertTrue(detail.contains("(22021), column source;"), detail);
  }

  private static SQLException failure(String state, String fields) {
    return new PSQLException(
        new ServerErrorMessage("SERROR\0C%s\0Mwhat it says\0%s\0".formatted(state, fields)));
  }
}
