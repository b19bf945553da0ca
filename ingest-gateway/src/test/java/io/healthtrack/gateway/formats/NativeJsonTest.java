package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeJsonTest {

  private static final String GOOD =
      """
      {"device":"d|1","metric":"heart-rate","value":61.5,"unit":"/min",\
      "measured_at":"2026-01-31T08:15:30.1234567-05:00"}""";

  private static List<NativeJson.Result> parse(String... readings) throws FormatException {
    return body("{\"readings\":[" + String.join(",", readings) + "]}");
  }

  private static List<NativeJson.Result> body(String body) throws FormatException {
    List<NativeJson.Result> results = new ArrayList<>();
    NativeJson.parse(
        body.getBytes(UTF_8),
        NativeJson.Limits.DEFAULT,
        (index, result) -> {
          assertEquals(results.size(), index);
          results.add(result);
        });
    return results;
  }

  private static ReadingDraft draft(String reading) throws FormatException {
    return assertInstanceOf(NativeJson.Result.Draft.class, parse(reading).get(0)).reading();
  }

  private static String rejection(NativeJson.Result result) {
    var rejected = assertInstanceOf(NativeJson.Result.Rejected.class, result);
    return rejected.code() + " " + rejected.field();
  }

  @Test
  void readsAReading() throws FormatException {
    ReadingDraft reading = draft(GOOD);
    assertEquals("d|1", reading.device());
    assertEquals(61.5, reading.value());
    assertEquals(Instant.parse("2026-01-31T13:15:30.123456Z"), reading.measuredAt());
    assertEquals(-300, reading.offsetMinutes());
    assertEquals("final", reading.status());
    assertNull(reading.modality());
    assertNull(reading.id());
    assertNull(reading.personId());
  }

  @Test
  void takesZuluAsNothingSaidAboutTheLocalClock() throws FormatException {
    assertNull(draft(GOOD.replace("-05:00", "Z")).offsetMinutes());
    assertEquals(0, draft(GOOD.replace("-05:00", "+00:00")).offsetMinutes());
  }

  @Test
  void treatsNullAsAbsentAndIgnoresWhatItDoesNotKnow() throws FormatException {
    ReadingDraft reading =
        draft(GOOD.replace("{", "{\"id\":null,\"comparator\":null,\"x\":{\"value\":[1]},"));
    assertNull(reading.id());
    assertEquals(61.5, reading.value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "61.5 # \"61.5\" # not-a-number value",
        "61.5 # true # not-a-number value",
        "61.5 # [1] # not-a-number value",
        "61.5 # NaN # not-a-number value",
        "61.5 # -Infinity # not-a-number value",
        "61.5 # 1e400 # not-a-number value",
        "61.5 # null # missing-field value",
        "\"value\":61.5, # # missing-field value",
        "\"unit\":\"/min\", # # missing-field unit",
        "heart-rate # # missing-field metric",
        "\"heart-rate\" # 7 # malformed metric",
        "\"device\":\"d|1\", # # missing-field device",
        "\"d|1\" # {\"a\":1} # malformed device",
        "\"d|1\" # \"a\\u0000b\" # malformed device",
        "\"d|1\" # \"a\\ud800b\" # malformed device",
        "-05:00 # # bad-time measured_at",
        "2026-01-31T # # bad-time measured_at",
        "-05:00 # -25:00 # bad-time measured_at",
        "2026-01-31 # 2026-02-29 # bad-time measured_at",
        "08:15:30 # 08:15:60 # bad-time measured_at",
        "61.5 # 61.5,\"comparator\":\"=\" # bad-comparator comparator",
        "61.5 # 61.5,\"status\":\"good\" # bad-status status",
        "61.5 # 61.5,\"modality\":\"guessed\" # malformed modality",
        "61.5 # 61.5,\"sequence\":\"1\" # malformed sequence",
        "61.5 # 61.5,\"sequence\":1.5 # malformed sequence",
        "61.5 # 61.5,\"sequence\":99999999999999999999 # malformed sequence",
        "61.5 # 61.5,\"value\":62 # malformed value",
        "61.5 # 61.5,\"end_at\":\"2026-01-31T08:15:30-05:00\" # bad-time end_at",
        "61.5 # 61.5,\"end_at\":\"later\" # bad-time end_at",
      })
  void rejectsOneReadingAndKeepsTheOthers(String good, String bad, String expected)
      throws FormatException {
    String broken = GOOD.replace(good, bad == null ? "" : bad);
    List<NativeJson.Result> results = parse(GOOD, broken, GOOD);
    assertEquals(3, results.size());
    assertInstanceOf(NativeJson.Result.Draft.class, results.get(0));
    assertEquals(expected, rejection(results.get(1)));
    assertInstanceOf(NativeJson.Result.Draft.class, results.get(2));
  }

  @Test
  void rejectsWhatIsNoObjectAndWhatIsTooLong() throws FormatException {
    List<NativeJson.Result> results =
        parse("7", "[[]]", "null", GOOD.replace("d|1", "d".repeat(257)), GOOD);
    assertEquals("malformed ", rejection(results.get(0)));
    assertEquals("malformed ", rejection(results.get(1)));
    assertEquals("malformed ", rejection(results.get(2)));
    assertEquals("malformed device", rejection(results.get(3)));
    assertInstanceOf(NativeJson.Result.Draft.class, results.get(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "7",
        "{}",
        "{\"readings\":7}",
        "{\"readings\":null}",
        "{\"readings\":[]",
        "{\"readings\":[]} {}",
        "{\"readings\":[],\"readings\":[]}",
        "{\"readings\":[{\"secret\" 7}]}",
        "{\"readings\":[secret]}",
        "{\"readings\":[{\"id\":\"sec\u0000ret\"}]}",
        "{'readings':[]}",
        "{\"readings\":[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
      })
  void refusesABodyThatIsNotOne(String text) {
    var refusal = assertThrows(MalformedJsonException.class, () -> body(text));
    assertEquals(1, refusal.line());
    assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
  }

  @Test
  void saysWhereReadingStopped() {
    var refusal =
        assertThrows(
            MalformedJsonException.class, () -> body("{\"readings\":[\n{\"id\":1},\n{\"id\" 2}]}"));
    assertEquals(3, refusal.line());
    assertEquals(7, refusal.column());
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] bytes = "{\"readings\":[{\"id\":\"?\"}]}".getBytes(UTF_8);
    bytes[20] = (byte) 0xC3;
    assertThrows(
        MalformedJsonException.class,
        () -> NativeJson.parse(bytes, NativeJson.Limits.DEFAULT, (i, r) -> {}));
  }

  @Test
  void refusesTooManyReadings() {
    byte[] bytes = ("{\"readings\":[" + GOOD + "," + GOOD + "]}").getBytes(UTF_8);
    assertThrows(
        TooLargeException.class,
        () -> NativeJson.parse(bytes, new NativeJson.Limits(1, 256), (i, r) -> {}));
  }

  @Test
  void readsBackWhatItWrites() throws FormatException, IOException {
    List<ReadingDraft> drafts = new ArrayList<>();
    drafts.add(draft(GOOD));
    drafts.add(draft(GOOD.replace("-05:00", "Z")));
    drafts.add(draft(GOOD.replace("-05:00", "+00:00")));
    drafts.add(
        new ReadingDraft(
            "Zo\u00EB \uD83D\uDE00",
            "d",
            "u",
            "steps",
            1e-7,
            ">=",
            "",
            Instant.parse("1961-04-12T06:07:00Z"),
            Instant.parse("1961-04-12T06:08:00.000001Z"),
            345,
            9,
            "entered-in-error",
            "average",
            "self-reported",
            "g",
            null));
    var out = new ByteArrayOutputStream();
    NativeJson.write(drafts, out);
    List<ReadingDraft> back = new ArrayList<>();
    NativeJson.parse(
        out.toByteArray(),
        NativeJson.Limits.DEFAULT,
        (i, r) -> back.add(assertInstanceOf(NativeJson.Result.Draft.class, r).reading()));
    assertEquals(drafts, back);
  }
}
