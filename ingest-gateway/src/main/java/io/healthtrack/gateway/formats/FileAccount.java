package io.healthtrack.gateway.formats;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Adds up what became of a file's rows. For formats with one reading per row, rows = readings +
 * rejected + skipped; where a row holds several, rejected counts readings.
 */
public final class FileAccount implements Consumer<ParsedRow> {

  private final SortedMap<String, Long> rejected = new TreeMap<>();
  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private long rows;
  private long readings;
  private long lastRow;

  @Override
  public void accept(ParsedRow parsed) {
    if (parsed.row() != lastRow) {
      lastRow = parsed.row();
      rows++;
    }
    switch (parsed) {
      case ParsedRow.Accepted accepted -> readings += accepted.readings().size();
      case ParsedRow.Rejected refused -> rejected.merge(refused.code(), 1L, Long::sum);
      case ParsedRow.Skipped left -> skipped.merge(left.reason(), 1L, Long::sum);
    }
  }

  /** Data rows told so far. */
  public long rows() {
    return rows;
  }

  /** Readings accepted so far. */
  public long readings() {
    return readings;
  }

  /** Readings rejected so far, by code. */
  public SortedMap<String, Long> rejected() {
    return new TreeMap<>(rejected);
  }

  /** Rows skipped so far, by reason. */
  public SortedMap<String, Long> skipped() {
    return new TreeMap<>(skipped);
  }
}
