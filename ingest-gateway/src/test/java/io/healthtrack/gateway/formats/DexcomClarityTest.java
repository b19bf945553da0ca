package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DexcomClarityTest {

  private static final ParseOptions BERLIN = ParseOptions.DEFAULT.in(ZoneId.of("Europe/Berlin"));
  private static final String REST =
      ",Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Event Subtype,Patient Info,Device Info,"
          + "Source Device ID,Glucose Value (mg/dL),Insulin Value (u)\n";

  private static Parsed parse(String rows) throws FormatException, IOException {
    // As found: a byte-order mark, then another one broken by a detour through Latin-1.
    return Parsed.of(
        "dexcom-clarity",
        "\uFEFF\"\u00EF\u00BB\u00BF\"\"\"\"Index\"\"\"\"\"" + REST + rows,
        BERLIN);
  }

  @Test
  void readsAValue() throws FormatException, IOException {
    ReadingDraft reading = parse("11,1969-12-31 00:56:47,EGV,,,,phone,144,\n").only();
    assertEquals("glucose", reading.metric());
    assertEquals(144, reading.value());
    assertEquals("mg/dL", reading.unit());
    assertEquals(Instant.parse("1969-12-30T23:56:47Z"), reading.measuredAt());
    assertEquals(60, reading.offsetMinutes());
    assertNull(reading.comparator());
    assertNull(reading.personId());
  }

  @Test
  void readsLowAndHighAsLimits() throws FormatException, IOException {
    Parsed parsed =
        parse("1,2020-07-01T08:00:00,EGV,Low,,,,Low,\n2,2020-07-01T08:05:00,EGV,,,,,High,\n");
    assertEquals("<", parsed.readings().get(0).comparator());
    assertEquals(40, parsed.readings().get(0).value());
    assertEquals(">", parsed.readings().get(1).comparator());
    assertEquals(400, parsed.readings().get(1).value());
  }

  @Test
  void readsCalibrationsAsGlucoseInBlood() throws FormatException, IOException {
    ReadingDraft reading = parse("9,2020-07-01 08:00:00,Calibration,,,,phone,101,\n").only();
    assertEquals("blood-glucose", reading.metric());
    assertEquals("self-reported", reading.modality());
  }

  @Test
  void readsMillimoles() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "dexcom-clarity",
            "Index"
                + REST.replace("mg/dL", "mmol/L")
                + "1,2020-07-01T08:00:00,EGV,,,,,5.6,\n2,2020-07-01T08:05:00,EGV,,,,,Low,\n",
            BERLIN);
    assertEquals(5.6, parsed.readings().get(0).value());
    assertEquals("mmol/L", parsed.readings().get(0).unit());
    assertEquals(2.2, parsed.readings().get(1).value());
  }

  @Test
  void saysWhyRowsHoldNoReading() throws FormatException, IOException {
    Parsed parsed =
        parse(
            """
            1,,FirstName,,Ada,,,,
            2,,LastName,,,,,,
            3,,Device,,,G6,phone,,
            4,,Alert,High,,,phone,251,
            5,2020-07-01 08:00:00,Insulin,Fast-Acting,,,phone,,5
            6,2020-07-01 08:00:00,Carbs,,,,phone,,
            7,2020-07-01 08:00:00,Exercise,Heavy,,,phone,,
            8,2020-07-01 08:00:00,Health,Illness,,,phone,,
            10,2020-07-01 08:00:00,Moonphase,,,,phone,1,
            11,,EGV,,,,phone,100,
            12,2020-07-01 08:00:00,EGV,,,,phone,,
            """);
    assertEquals(11, parsed.account().rows());
    assertEquals(0, parsed.readings().size());
    assertEquals(
        Map.ofEntries(
            Map.entry("patient-info", 2L),
            Map.entry("device-info", 1L),
            Map.entry("alert-setting", 1L),
            Map.entry("insulin", 1L),
            Map.entry("food", 1L),
            Map.entry("exercise", 1L),
            Map.entry("health-event", 1L),
            Map.entry("unknown-type", 1L),
            Map.entry("no-time", 1L),
            Map.entry("no-value", 1L)),
        parsed.account().skipped());
  }

  @Test
  void rejectsWhatIsWrong() throws FormatException, IOException {
    assertEquals(
        "not-a-number Glucose Value",
        parse("1,2020-07-01 08:00:00,EGV,,,,,Middling,\n").rejection());
    assertEquals("bad-time Timestamp", parse("1,2020-07-01,EGV,,,,,100,\n").rejection());
    assertEquals(
        "nonexistent-local-time Timestamp",
        parse("1,2020-03-29 02:30:00,EGV,,,,,100,\n").rejection());
  }

  @Test
  void refusesWhatItCannotKnow() {
    assertThrows(
        ZoneRequiredException.class,
        () -> Parsed.of("dexcom-clarity", "Index" + REST, ParseOptions.DEFAULT));
    assertThrows(
        WrongHeaderException.class,
        () -> Parsed.of("dexcom-clarity", "Index" + REST.replace("mg/dL", "g/L"), BERLIN));
  }
}
