package io.healthtrack.gateway.formats;

import java.util.List;

/**
 * What became of a data row. Every data row of a file yields at least one of these, in file order;
 * a row of several readings yields one {@link Accepted} with the good ones and one {@link Rejected}
 * for each bad one. {@link Skipped} always speaks of the whole row.
 */
public sealed interface ParsedRow {

  /** Number of the data row, from 1; headers and blank lines are not counted. */
  long row();

  /**
   * Readings the row holds.
   *
   * @param row number of the data row, from 1
   * @param readings at least one
   */
  record Accepted(long row, List<ReadingDraft> readings) implements ParsedRow {}

  /**
   * A row, or one of its readings, that is wrong in form.
   *
   * @param row number of the data row, from 1
   * @param code one of {@link RejectionCode}
   * @param field the column or field that is wrong, as the file names it
   * @param message what is wrong and how to put it right; never holds a value
   */
  record Rejected(long row, String code, String field, String message) implements ParsedRow {}

  /**
   * A row that by nature holds no reading.
   *
   * @param row number of the data row, from 1
   * @param reason one of {@link SkipReason}
   */
  record Skipped(long row, String reason) implements ParsedRow {}
}
