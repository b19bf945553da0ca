package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every format does with the numbers, times and bytes that real and hostile senders write. */
class HostileInputTest {

  private static final List<byte[]> STRANGE_ENCODINGS =
      List.of(
          new byte[] {0, (byte) 0xC1, 0, 0, 0, 0, 0x7B, 0},
          new byte[] {0, 0, 0x7B, 0, 0, 0, 0x7D, 0},
          new byte[] {0, 0, (byte) 0xFF, (byte) 0xFE, 0, 0, 0, 0x7B},
          new byte[] {(byte) 0xFE, (byte) 0xFF, 0, 0, 0, 0x7B, 0, 0x7D});

  static Stream<String> formats() {
    return Formats.names().stream();
  }

  @ParameterizedTest
  @EnumSource
  void rejectsWhatIsNoFiniteNumber(Sample sample) throws FormatException, IOException {
    for (String value : List.of("NaN", "Infinity", "-Infinity", "1e400", "0x10", "1d", "many")) {
      boolean json = value.equals("0x10") || value.equals("1d") || value.equals("many");
      if (sample.takesWords() && json) {
        String quoted = "\"" + value + "\"";
        assertEquals("not-a-number", sample.code(sample.good(), quoted), value);
      } else {
        assertEquals("not-a-number", sample.code(sample.good(), value), value);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LINES", "IHEALTH", "WITHINGS"})
  void takesNumbersInQuotesOnlyFromVendorsWhoWriteThem(Sample sample)
      throws FormatException, IOException {
    assertEquals(
        sample == Sample.LINES ? "not-a-number" : "none", sample.code(sample.good(), "\"61\""));
  }

  @ParameterizedTest
  @EnumSource
  void rejectsTimesThatNoClockShows(Sample sample) throws FormatException, IOException {
    Sample.Clock clock = sample.clock;
    assertEquals("none", sample.code(sample.good(), "61"));
    for (String time :
        Stream.of(clock.thirtiethOfFebruary, clock.leapSecond, clock.withoutZone, "noon", "1e400")
            .filter(each -> each != null)
            .filter(each -> clock != Sample.Clock.EPOCH || each.equals("1e400"))
            .toList()) {
      if (sample == Sample.CSV && time.equals(clock.withoutZone)) {
        assertThrows(ZoneRequiredException.class, () -> sample.code(time, "61"));
      } else {
        assertEquals("bad-time", sample.code(time, "61"), time);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"IHEALTH", "WITHINGS"})
  void takesSecondsBefore1970(Sample sample) throws FormatException, IOException {
    assertEquals(
        Instant.parse("1969-12-31T00:00:00Z"), sample.with("-86400", "61").only().measuredAt());
    assertEquals("bad-time", sample.code("-99999999999999", "61"));
    assertEquals("bad-time", sample.code("0.5", "61"));
  }

  @ParameterizedTest
  @EnumSource
  void takesAByteOrderMark(Sample sample) throws FormatException, IOException {
    String text = "\uFEFF" + sample.template.formatted(sample.good(), "61");
    ParseOptions options =
        sample.clock == Sample.Clock.ISO ? ParseOptions.DEFAULT : Parsed.NEW_YORK;
    assertEquals(
        "[]", Parsed.of(sample.format, text, options).account().rejected().keySet().toString());
    assertNotEquals(0, Parsed.of(sample.format, text, options).account().readings());
  }

  /**
   * Halves of characters cannot be stored; as bytes they are no UTF-8 and become other characters.
   */
  @ParameterizedTest
  @EnumSource(names = {"LINES", "CSV"})
  void storesNoHalfCharacters(Sample sample) throws FormatException, IOException {
    if (sample == Sample.LINES) {
      String id = sample.template.formatted(sample.good(), "61, \"id\":\"\\ud800\"");
      assertEquals("malformed id", Parsed.of("ndjson", id, ParseOptions.DEFAULT).rejection());
    }
    byte[] bytes = sample.template.formatted(sample.good(), "61").getBytes(UTF_8);
    byte[] half = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    byte[] file =
        new String(bytes, UTF_8).replace("steps", "s~").replace("\"m\"", "\"~\"").getBytes(UTF_8);
    int at = new String(file, UTF_8).indexOf('~');
    byte[] spoiled = new byte[file.length + 2];
    System.arraycopy(file, 0, spoiled, 0, at);
    System.arraycopy(half, 0, spoiled, at, 3);
    System.arraycopy(file, at + 1, spoiled, at + 3, file.length - at - 1);
    for (ReadingDraft draft :
        Parsed.of(sample.format, new ByteArrayInputStream(spoiled), ParseOptions.DEFAULT)
            .readings()) {
      assertEquals(0, draft.metric().chars().filter(c -> Character.isSurrogate((char) c)).count());
    }
  }

  /**
   * Whatever the format, three megabytes of one byte in a few kilobytes of gzip are refused early.
   */
  @ParameterizedTest
  @MethodSource("formats")
  void stopsGzipBombs(String format) throws IOException {
    for (byte fill : new byte[] {0, ' ', '[', '<', '\n', '"', ',', '7'}) {
      byte[] plain = new byte[3_000_000];
      Arrays.fill(plain, fill);
      var bomb = new ByteArrayInputStream(FuzzSeeds.gzip(plain));
      var account = new FileAccount();
      try {
        Formats.named(format).orElseThrow().parse(bomb, Parsed.NEW_YORK.upTo(300_000), account);
        throw new AssertionError("three megabytes went through");
      } catch (FormatException expected) {
        assertEquals(0, account.readings());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void endsOnDeepNesting(String format) throws IOException {
    for (String text :
        List.of(
            "[".repeat(10_000),
            "{\"a\":".repeat(10_000),
            "[".repeat(10_000) + "]".repeat(10_000),
            "<a>".repeat(10_000))) {
      var account = new FileAccount();
      try {
        Formats.named(format)
            .orElseThrow()
            .parse(new ByteArrayInputStream(text.getBytes(UTF_8)), Parsed.NEW_YORK, account);
      } catch (FormatException expected) {
        // Or the row is rejected.
      }
      assertEquals(0, account.readings());
    }
  }

  /**
   * UTF-32 in orders of bytes that no machine uses: told by the first bytes, before any parsing.
   */
  @ParameterizedTest
  @MethodSource("formats")
  void endsInATypedWayOnAnyEncoding(String format) throws IOException {
    ReadingFormat parser = Formats.named(format).orElseThrow();
    for (byte[] body : STRANGE_ENCODINGS) {
      try {
        parser.parse(new ByteArrayInputStream(body), ParseOptions.DEFAULT, row -> {});
      } catch (FormatException typed) {
        assertNotEquals("", typed.getMessage());
      }
    }
  }

  @Test
  void refusesANativeBodyInAnotherEncoding() {
    for (byte[] body : STRANGE_ENCODINGS) {
      assertThrows(
          MalformedJsonException.class,
          () -> NativeJson.parse(body, NativeJson.Limits.DEFAULT, (row, result) -> {}));
      assertThrows(
          MalformedJsonException.class,
          () ->
              NativeJson.parse(
                  new ByteArrayInputStream(body), NativeJson.Limits.DEFAULT, (row, result) -> {}));
    }
  }
}
