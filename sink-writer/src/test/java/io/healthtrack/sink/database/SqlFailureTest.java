package io.healthtrack.sink.database;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFailureTest {

  @ParameterizedTest
  @ValueSource(strings = {"22021", "22003", "22008", "22P03", "23502", "23503", "23P01", "54000"})
  void blamesTheRowForWhatARowCanDo(String state) {
    assertInstanceOf(SqlFailure.Data.class, SqlFailure.of(state, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "08001", "53100", "53200", "53300", "40001", "40P01", "55P03", "57014", "57P01",
        "57P03", "25006", "25P04", "28P01", "42501", "42P01", "58030", "XX001", "21000", "P0001",
        "54001", "00000", "99999"
      })
  void blamesTheHouseForEverythingElse(String state) {
    assertInstanceOf(SqlFailure.Infrastructure.class, SqlFailure.of(state, false));
  }

  @Test
  void tellsABrokenCheckFromAMissingPartition() {
    assertInstanceOf(SqlFailure.Data.class, SqlFailure.of("23514", true));
    assertInstanceOf(SqlFailure.NoPartition.class, SqlFailure.of("23514", false));
  }

  @Test
  void knowsATakenKey() {
    assertInstanceOf(SqlFailure.KeyTaken.class, SqlFailure.of("23505", true));
  }

  @Test
  void neverBlamesTheRowForAnErrorWithoutCode() {
    assertInstanceOf(SqlFailure.Infrastructure.class, SqlFailure.of(new SQLException("no code")));
  }
}
