package io.healthtrack.gateway.formats;

import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVRecord;

/** The data row at hand, and the place to say what became of it. */
final class Row {

  private final Consumer<ParsedRow> out;
  private CSVRecord cells;
  private long number;

  Row(Consumer<ParsedRow> out) {
    this.out = out;
  }

  void next(CSVRecord newCells) {
    cells = newCells;
    number++;
  }

  /** The number of the row, from 1. */
  long number() {
    return number;
  }

  /** The cell without surrounding spaces; empty when the row is too short or has no such column. */
  String cell(int column) {
    return column >= 0 && column < cells.size() ? strip(cells.get(column)) : "";
  }

  private static String strip(String text) {
    int length = text.length();
    boolean bare = length == 0 || (text.charAt(0) > ' ' && text.charAt(length - 1) > ' ');
    return bare ? text : text.strip();
  }

  void accept(List<ReadingDraft> readings) {
    out.accept(new ParsedRow.Accepted(number, readings));
  }

  void reject(String code, String field, String message) {
    out.accept(new ParsedRow.Rejected(number, code, field, message));
  }

  void skip(String reason) {
    out.accept(new ParsedRow.Skipped(number, reason));
  }

  boolean empty() {
    for (String cell : cells) {
      if (!cell.isBlank()) {
        return false;
      }
    }
    return true;
  }

  /** Whether cells beyond the header hold something, so that one cannot tell what is what. */
  boolean widerThan(int width) {
    for (int i = width; i < cells.size(); i++) {
      if (!cells.get(i).isBlank()) {
        return true;
      }
    }
    return false;
  }
}
