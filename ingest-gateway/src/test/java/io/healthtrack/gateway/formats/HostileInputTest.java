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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every format does with the numbers, times and bytes that real and hostile senders write. */
class HostileInputTest {

  /** How a format writes times; each knows the impossible ones. */
  enum Clock {
    FITBIT("1/31/2016 8:15:00 AM", "2/30/2016 8:15:00 AM", "6/30/2015 11:59:60 PM", null),
    LIBRE("31-01-2016 08:15", "30-02-2016 08:15", null, null),
    LOCAL("2016-01-31 08:15:00", "2016-02-30 08:15:00", "2015-06-30 23:59:60", null),
    APPLE(
        "2016-01-31 08:15:00 -0500",
        "2016-02-30 08:15:00 -0500",
        "2015-06-30 23:59:60 +0000",
        "2016-01-31 08:15:00"),
    ISO(
        "2016-01-31T08:15:00-05:00",
        "2016-02-30T08:15:00-05:00",
        "2015-06-30T23:59:60Z",
        "2016-01-31T08:15:00"),
    EPOCH("1454246100", null, null, null);

    private final String good;
    private final String thirtiethOfFebruary;
    private final String leapSecond;
    private final String withoutZone;

    Clock(String good, String thirtiethOfFebruary, String leapSecond, String withoutZone) {
      this.good = good;
      this.thirtiethOfFebruary = thirtiethOfFebruary;
      this.leapSecond = leapSecond;
      this.withoutZone = withoutZone;
    }
  }

  /** One reading in each format, with places for its time and its value. */
  enum Sample {
    HEART("fitbit-heart-rate", Clock.FITBIT, "Id,Time,Value\n1,%s,%s\n"),
    MINUTES("fitbit-minute-steps-wide", Clock.FITBIT, null),
    WEIGHT("fitbit-weight", Clock.FITBIT, "Id,Date,WeightKg\n1,%s,%s\n"),
    CLARITY(
        "dexcom-clarity", Clock.LOCAL, "Timestamp,Event Type,Glucose Value (mg/dL)\n%s,EGV,%s\n"),
    LIBRE(
        "libreview",
        Clock.LIBRE,
        "Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL\n%s,0,%s,\n"),
    SHANGHAI("shanghai-cgm", Clock.LOCAL, "Date,CGM (mg / dl),CBG (mg / dl)\n%s,%s,\n"),
    CGMACROS(
        "cgmacros", Clock.LOCAL, "Timestamp,Libre GL,Dexcom GL,HR,Calories (Activity)\n%s,%s,,,\n"),
    CSV("csv", Clock.ISO, "measured_at,value,metric,unit\n%s,%s,steps,1\n"),
    LINES(
        "ndjson",
        Clock.ISO,
        "{\"measured_at\":\"%s\",\"value\":%s,\"metric\":\"m\",\"unit\":\"1\"}"),
    APPLE(
        "apple-health",
        Clock.APPLE,
        "<HealthData><Record type=\"HKQuantityTypeIdentifierHeartRate\" unit=\"count/min\""
            + " startDate=\"%s\" value=\"%s\"/></HealthData>"),
    IHEALTH(
        "ihealth",
        Clock.EPOCH,
        "{\"BODataList\":[{\"MDate\":%s,\"BO\":%s,\"TimeZone\":\"+0000\"}]}"),
    WITHINGS(
        "withings",
        Clock.EPOCH,
        "{\"body\":{\"measuregrps\":[{\"date\":%s,\"measures\":[{\"type\":1,\"value\":%s}]}]}}"),
    IOT("iot-message", Clock.ISO, "{\"Body\":{\"date\":\"%s\",\"heartrate\":\"%s\"}}");

    private final String format;
    private final Clock clock;
    private final String template;

    Sample(String format, Clock clock, String template) {
      this.format = format;
      this.clock = clock;
      this.template = template == null ? minutes() : template;
    }

    private static String minutes() {
      return IntStream.range(0, 60)
              .mapToObj("Steps%02d"::formatted)
              .collect(Collectors.joining(",", "Id,ActivityHour,", "\n"))
          + "1,%s,%s"
          + ",0".repeat(59)
          + "\n";
    }

    Parsed with(String time, String value) throws FormatException, IOException {
      ParseOptions options = clock == Clock.ISO ? ParseOptions.DEFAULT : Parsed.NEW_YORK;
      return Parsed.of(format, template.formatted(time, value), options);
    }

    private boolean takesWords() {
      return this == LINES || this == IHEALTH || this == WITHINGS;
    }

    /** Code of the first rejection. */
    String code(String time, String value) throws FormatException, IOException {
      return with(time, value).rows().stream()
          .filter(ParsedRow.Rejected.class::isInstance)
          .map(row -> ((ParsedRow.Rejected) row).code())
          .findFirst()
          .orElse("none");
    }

    private String good() {
      return this == MINUTES ? "1/31/2016 8:00" : clock.good;
    }
  }

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
    Clock clock = sample.clock;
    assertEquals("none", sample.code(sample.good(), "61"));
    for (String time :
        Stream.of(clock.thirtiethOfFebruary, clock.leapSecond, clock.withoutZone, "noon", "1e400")
            .filter(each -> each != null)
            .filter(each -> clock != Clock.EPOCH || each.equals("1e400"))
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
    ParseOptions options = sample.clock == Clock.ISO ? ParseOptions.DEFAULT : Parsed.NEW_YORK;
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
}
