package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** One native reading per line. */
class NativeLinesTest {

  private static final String LINE =
      "{\"metric\":\"heart-rate\",\"value\":61,\"unit\":\"/min\","
          + "\"measured_at\":\"2026-01-31T08:15:30+02:00\"}";

  private static Parsed parse(String text) throws FormatException, IOException {
    return Parsed.of("ndjson", text, ParseOptions.DEFAULT);
  }

  private static String codes(Parsed parsed) {
    return parsed.rows().stream()
        .map(
            row ->
                switch (row) {
                  case ParsedRow.Accepted accepted -> row.row() + " ok";
                  case ParsedRow.Rejected rejected -> row.row() + " " + rejected.code();
                  case ParsedRow.Skipped skipped -> row.row() + " " + skipped.reason();
                })
        .toList()
        .toString();
  }

  @Test
  void readsOneReadingPerLine() throws FormatException, IOException {
    Parsed parsed = parse("\uFEFF" + LINE + "\r\n\n  \t\r\n" + LINE.replace("61", "62"));
    assertEquals(List.of(61.0, 62.0), parsed.readings().stream().map(ReadingDraft::value).toList());
    assertEquals(2, parsed.account().rows());
    assertEquals(120, parsed.readings().get(0).offsetMinutes());
    assertEquals(Instant.parse("2026-01-31T06:15:30Z"), parsed.readings().get(1).measuredAt());
  }

  @Test
  void rejectsABrokenLineAndGoesOn() throws FormatException, IOException {
    String broken =
        String.join(
            "\n",
            LINE,
            LINE.substring(0, LINE.length() - 4),
            "[1,2]",
            LINE + LINE,
            LINE.replace("61", "\"61\""),
            LINE.replace("61", "NaN"),
            LINE.replace("61", "1e400"),
            LINE.replace("+02:00", ""),
            LINE.replace("\"unit\"", "\"metric\":\"x\",\"unit\""),
            "not json",
            LINE);
    assertEquals(
        "[1 ok, 2 malformed, 3 malformed, 4 malformed, 5 not-a-number, 6 not-a-number,"
            + " 7 not-a-number, 8 bad-time, 9 malformed, 10 malformed, 11 ok]",
        codes(parse(broken)));
  }

  @Test
  void keepsNothingOfALineThatIsTooLong() throws FormatException, IOException {
    String text =
        LINE + "\n" + "7".repeat(300_000) + "\n" + LINE + " ".repeat(70_000) + "\n" + LINE;
    assertEquals("[1 ok, 2 malformed, 3 malformed, 4 ok]", codes(parse(text)));
    String accents = LINE.replace("}", ",\"x\":\"" + "\u00e9".repeat(100) + "\"}");
    var exact = ParseOptions.DEFAULT.rowsUpTo(accents.length());
    assertEquals("[1 ok]", codes(Parsed.of("ndjson", accents, exact)));
    var less = ParseOptions.DEFAULT.rowsUpTo(accents.length() - 1);
    assertEquals("[1 malformed]", codes(Parsed.of("ndjson", accents, less)));
    byte[] continuations = new byte[300_000];
    java.util.Arrays.fill(continuations, (byte) 0x80);
    assertEquals(
        "[1 malformed]",
        codes(Parsed.of("ndjson", new ByteArrayInputStream(continuations), ParseOptions.DEFAULT)));
  }

  @Test
  void rejectsDeepNestingInItsLineOnly() throws FormatException, IOException {
    String deep = LINE.replace("}", ",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
    assertEquals("[1 malformed, 2 ok]", codes(parse(deep + "\n" + LINE)));
  }

  @Test
  void takesLocalTimesWithAZone() throws FormatException, IOException {
    String local = LINE.replace("+02:00", "");
    assertEquals(
        Instant.parse("2026-01-31T13:15:30Z"),
        Parsed.of("ndjson", local, Parsed.NEW_YORK).only().measuredAt());
  }

  @Test
  void rejectsWhatIsNotUtf8() throws FormatException, IOException {
    byte[] bytes = (LINE.replace("heart-rate", "h~") + "\n" + LINE).getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '~' ? (byte) 0xff : bytes[i];
    }
    assertEquals(
        "[1 malformed, 2 ok]",
        codes(Parsed.of("ndjson", new ByteArrayInputStream(bytes), ParseOptions.DEFAULT)));
    assertEquals(
        "[1 malformed]", codes(parse(LINE.replace("heart-rate", "h\\ud800"))), "half a character");
  }

  @Test
  void unpacksAndStopsAtTheLimit() throws FormatException, IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write((LINE + "\n").repeat(1_000).getBytes(UTF_8));
    }
    byte[] file = packed.toByteArray();
    assertEquals(
        1_000,
        Parsed.of("ndjson", new ByteArrayInputStream(file), ParseOptions.DEFAULT)
            .account()
            .readings());
    assertThrows(
        TooLargeException.class,
        () ->
            Parsed.of("ndjson", new ByteArrayInputStream(file), ParseOptions.DEFAULT.upTo(10_000)));
  }

  @Test
  void quotesNothing() throws FormatException, IOException {
    Parsed parsed = parse("{\"metric\":\"secret\",\"value\":\"secret\"}\nsecret\n{\"secret\":");
    assertEquals(Map.of("not-a-number", 1L, "malformed", 2L), parsed.account().rejected());
    assertFalse(parsed.rows().toString().contains("secret"), parsed.rows().toString());
  }
}
