package io.healthtrack.sink.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class RemedyTest {

  @ParameterizedTest
  @CsvSource({
    "53100, the disk is full, free space",
    "53200, out of memory, work_mem",
    "53300, no connection left, max_connections",
    "42501, a right is missing, grant it",
    "42P01, a table does not exist, migrates",
    "42703, a column does not exist, migrates",
    "25006, read-only, primary",
    "25P04, took longer than sink.database.transaction.timeout, slows the server down",
    "57P01, an administrator, nothing to do",
    "57P02, crashed, log",
    "57P03, starting up, nothing to do",
    "55P03, holds a lock, pg_blocking_pids",
    "40001, came first, nothing to do",
    "40P01, deadlock, nothing to do",
    "08001, no connection, sink.database.url",
    "08006, broke, log",
    "28P01, password, sink.database.password",
    "3D000, does not exist, sink.database.url",
    "23514, partition, ops.ensure_partitions",
  })
  void namesCauseAndRemedy(String state, String cause, String remedy) {
    String told = Remedy.of(state);

    int code = told.indexOf("(" + state + ");");
    assertTrue(code > 0, told);
    assertTrue(told.substring(0, code).contains(cause), told);
    assertTrue(told.substring(code).contains(remedy), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000", "53999", "XX000", "99999", "P0001", "0"})
  void hasASentenceForEveryCode(String state) {
    assertTrue(Remedy.of(state).contains("(" + state + "); "), Remedy.of(state));
  }

  @Test
  void passesOnWhichObjectTheServerNames() {
    assertTrue(
        Remedy.of(failure("42501", "permission denied for table health_metrics"))
            .endsWith(" (permission denied for table health_metrics)"));
  }

  @Test
  void passesOnNoOtherWordOfTheServer() {
    assertFalse(
        Remedy.of(failure("22P02", "invalid input syntax: \"planted\"")).contains("planted"));
    assertFalse(Remedy.of(failure("XX000", "planted")).contains("planted"));
  }

  @Test
  void findsTheDatabasesErrorBelowOthers() {
    RuntimeException outer =
        new IllegalStateException(new IllegalStateException(new SQLException("", "53100")));

    assertEquals(Optional.of(Remedy.of("53100")), Remedy.in(outer));
    assertEquals(Optional.empty(), Remedy.in(new IllegalStateException()));
  }

  private static SQLException failure(String state, String message) {
    return new PSQLException(
        new ServerErrorMessage("SERROR\0C%s\0M%s\0\0".formatted(state, message)));
  }
}
