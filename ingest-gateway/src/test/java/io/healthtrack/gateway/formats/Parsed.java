package io.healthtrack.gateway.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Everything a parser said about a file, for tests. */
record Parsed(List<ParsedRow> rows, List<ReadingDraft> readings, FileAccount account) {

  static final ParseOptions NEW_YORK = ParseOptions.DEFAULT.in(ZoneId.of("America/New_York"));

  static Parsed of(String format, InputStream in, ParseOptions options)
      throws FormatException, IOException {
    var parsed = new Parsed(new ArrayList<>(), new ArrayList<>(), new FileAccount());
    Formats.named(format).orElseThrow().parse(in, options, parsed::take);
    return parsed;
  }

  static Parsed of(String format, String text, ParseOptions options)
      throws FormatException, IOException {
    return of(format, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options);
  }

  static Parsed of(String format, String text) throws FormatException, IOException {
    return of(format, text, NEW_YORK);
  }

  static Parsed file(String format, String name, ParseOptions options)
      throws FormatException, IOException {
    try (InputStream in = RealFiles.open(name)) {
      return of(format, in, options);
    }
  }

  private void take(ParsedRow row) {
    rows.add(row);
    account.accept(row);
    if (row instanceof ParsedRow.Accepted accepted) {
      readings.addAll(accepted.readings());
    }
  }

  /** The only reading there is. */
  ReadingDraft only() {
    if (readings.size() != 1) {
      throw new AssertionError("expected one reading: " + rows);
    }
    return readings.get(0);
  }

  /** Code and field of the only row, which was rejected. */
  String rejection() {
    if (rows.size() == 1 && rows.get(0) instanceof ParsedRow.Rejected rejected) {
      return rejected.code() + " " + rejected.field();
    }
    throw new AssertionError("expected one rejection: " + rows);
  }
}
