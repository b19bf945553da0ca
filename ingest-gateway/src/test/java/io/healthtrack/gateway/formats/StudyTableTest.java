package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables of glucose studies. */
class StudyTableTest {

  private static final ParseOptions SHANGHAI = ParseOptions.DEFAULT.in(ZoneId.of("Asia/Shanghai"));
  private static final String HEADER =
      "Date,CGM (mg / dl),CBG (mg / dl),Dietary intake,\u996e\u98df\n";

  @Test
  void readsSensorAndFingerPrick() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "shanghai-cgm", HEADER + "2022-01-26 13:03:00,129.6,151.20000000000002,,\n", SHANGHAI);
    ReadingDraft sensor = parsed.readings().get(0);
    ReadingDraft prick = parsed.readings().get(1);
    assertEquals("glucose", sensor.metric());
    assertEquals("sensed", sensor.modality());
    assertEquals(Instant.parse("2022-01-26T05:03:00Z"), sensor.measuredAt());
    assertEquals(480, sensor.offsetMinutes());
    assertEquals("blood-glucose", prick.metric());
    assertEquals(151.2, prick.value());
    assertEquals("self-reported", prick.modality());
  }

  @Test
  void accountsForEveryKindOfRow() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "shanghai-cgm",
            HEADER
                + "2022-01-26 13:03:00,,,\"rice, 50 g\negg\",\n"
                + ",120,,,\n"
                + ",,,,\n"
                + "2022-02-30 13:03:00,120,,,\n"
                + "2022-01-26 13:03:00,high,95.399999999999991,,\n",
            SHANGHAI);
    assertEquals(5, parsed.account().rows());
    assertEquals(
        Map.of("no-value", 1L, "no-time", 1L, "empty-row", 1L), parsed.account().skipped());
    assertEquals(Map.of("bad-time", 1L, "not-a-number", 1L), parsed.account().rejected());
    assertEquals(95.4, parsed.only().value());
    assertThrows(
        ZoneRequiredException.class, () -> Parsed.of("shanghai-cgm", HEADER, ParseOptions.DEFAULT));
  }

  @Test
  void keepsTwoSensorsApart() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "cgmacros",
            """
            Timestamp,Libre GL,Dexcom GL,HR,Calories (Activity),METs,Calories
            2024-03-01 08:10:00,94.1,94.1,70.0,1.05,20,450
            """);
    assertEquals(
        List.of("glucose/0", "glucose/1", "heart-rate/0", "energy/0"),
        parsed.readings().stream().map(r -> r.metric() + "/" + r.sequence()).toList());
    assertEquals(
        Instant.parse("2024-03-01T13:11:00Z"), parsed.readings().get(3).endAt(), "one minute");
  }

  @Test
  void readsMillimolesOfD1namo() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "d1namo-glucose",
            """
            date,time,glucose,type,comments
            2014-10-01,10:00:00,7.0,cgm,
            2014-10-01,10:15:00,7.2,manual,
            2014-10-04,07:50,5.2,BB,
            2014-10-04,07:55,5.2,guess,
            2014-10-04,07:55,,cgm,
            2014-10-04,,5,cgm,
            2014-10-04,25:00,5,cgm,
            2014-10-04,07:55,five,cgm,
            """);
    assertEquals(
        List.of("glucose 7.0", "blood-glucose 7.2", "blood-glucose 5.2"),
        parsed.readings().stream().map(r -> r.metric() + " " + r.value()).toList());
    assertEquals("mmol/L", parsed.readings().get(0).unit());
    assertEquals(
        Map.of("unknown-type", 1L, "no-value", 1L, "no-time", 1L), parsed.account().skipped());
    assertEquals(Map.of("bad-time", 1L, "not-a-number", 1L), parsed.account().rejected());
  }
}
