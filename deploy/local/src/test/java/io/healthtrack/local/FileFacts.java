package io.healthtrack.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/** Counts what files hold by other means than the parsers under test. */
final class FileFacts {
  private FileFacts() {}

  /**
   * How many different readings a file holds.
   *
   * @param reading what tells a line's reading from others; null when the line holds none
   */
  static long distinct(Path file, UnaryOperator<String> reading) throws IOException {
    Set<String> readings = new HashSet<>();
    try (BufferedReader lines = open(file)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String what = line.isBlank() ? null : reading.apply(line);
        if (what != null) {
          readings.add(what);
        }
      }
    }
    return readings.size();
  }

  /** Record types 0 (history) and 1 (scan) carry glucose, each in a column of its own. */
  static String libreGlucose(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length < 6 || !cells[3].matches("[01]")) {
      return null;
    }
    String glucose = cells[3].equals("0") ? cells[4] : cells[5];
    return glucose.isEmpty() ? null : String.join(",", cells[1], cells[2], cells[3], glucose);
  }

  /** Estimated glucose values; everything else is settings, insulin, food. */
  static String clarityGlucose(String line) {
    String[] cells = line.split(",", -1);
    return cells.length > 7 && cells[2].equals("EGV") && !cells[7].isEmpty()
        ? cells[1] + "," + cells[7]
        : null;
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
  }
}
