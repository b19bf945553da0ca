package io.healthtrack.gateway.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVRecord;

/** The column names of a file, freed of byte-order marks (also broken ones) and stray quotes. */
final class Header {

  private final String format;
  private final List<String> names = new ArrayList<>();

  Header(String format, CSVRecord row) {
    this.format = format;
    for (String name : row) {
      names.add(clean(name));
    }
  }

  /** A UTF-8 byte-order mark read as Latin-1 and encoded again is the second one of Clarity. */
  private static String clean(String name) {
    return name.replace("\uFEFF", "")
        .replace("\u00EF\u00BB\u00BF", "")
        .replace("\"", "")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  int width() {
    return names.size();
  }

  /** Place of the column of this name, or -1. */
  int find(String name) {
    return names.indexOf(name.toLowerCase(Locale.ROOT));
  }

  /** Place of the column of this name. */
  int require(String name) throws WrongHeaderException {
    int found = find(name);
    if (found < 0) {
      throw new WrongHeaderException(format, name);
    }
    return found;
  }

  /** Place of the first column whose name begins so, or -1. */
  int findStart(String start) {
    String wanted = start.toLowerCase(Locale.ROOT);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).startsWith(wanted)) {
        return i;
      }
    }
    return -1;
  }

  /** Place of the first column whose name begins so. */
  int requireStart(String start) throws WrongHeaderException {
    int found = findStart(start);
    if (found < 0) {
      throw new WrongHeaderException(format, start);
    }
    return found;
  }

  /** The unit of glucose that the column's name states, or null. */
  String glucoseUnit(int column) {
    String name = names.get(column);
    return name.contains("mmol/l") ? "mmol/L" : name.contains("mg/dl") ? "mg/dL" : null;
  }

  String format() {
    return format;
  }
}
