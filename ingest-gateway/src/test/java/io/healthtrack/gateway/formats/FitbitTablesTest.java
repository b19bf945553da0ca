package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Minute steps, sleep days and the weight log. */
class FitbitTablesTest {

  private static final String STEPS_HEADER =
      "Id,ActivityHour,"
          + IntStream.range(0, 60).mapToObj("Steps%02d"::formatted).collect(Collectors.joining(","))
          + "\n";
  private static final String SLEEP_HEADER =
      "Id,SleepDay,TotalSleepRecords,TotalMinutesAsleep,TotalTimeInBed\n";
  private static final String WEIGHT_HEADER =
      "Id,Date,WeightKg,WeightPounds,Fat,BMI,IsManualReport,LogId\n";

  /** Steps equal the minute, so that a shifted column shows. */
  private static String hour(String time) {
    return "9000000001,"
        + time
        + ","
        + IntStream.range(0, 60).mapToObj(String::valueOf).collect(Collectors.joining(","))
        + "\n";
  }

  private static Parsed steps(String rows) throws FormatException, IOException {
    return Parsed.of("fitbit-minute-steps-wide", STEPS_HEADER + rows);
  }

  @Test
  void givesOneReadingAMinute() throws FormatException, IOException {
    Parsed parsed = steps(hour("7/4/2016 13:00"));
    assertEquals(1, parsed.account().rows());
    assertEquals(60, parsed.readings().size());
    for (int minute = 0; minute < 60; minute++) {
      ReadingDraft reading = parsed.readings().get(minute);
      assertEquals(minute, reading.value());
      assertEquals("steps", reading.metric());
      assertEquals("{steps}", reading.unit());
      assertEquals(
          Instant.parse("2016-07-04T17:00:00Z").plusSeconds(60L * minute), reading.measuredAt());
      assertEquals(reading.measuredAt().plusSeconds(60), reading.endAt());
    }
  }

  @Test
  void rejectsOneMinuteAndKeepsTheOthers() throws FormatException, IOException {
    Parsed parsed =
        steps(hour("7/4/2016 1:00:00 PM").replace(",17,", ",many,").replace(",18,", ",,"));
    assertEquals(58, parsed.readings().size());
    assertEquals(1, parsed.account().rows());
    assertEquals(Map.of("not-a-number", 1L, "missing-field", 1L), parsed.account().rejected());
  }

  @Test
  void rejectsTheMinutesThatTheClockJumpedOver() throws FormatException, IOException {
    Parsed parsed = steps(hour("3/13/2016 2:00"));
    assertEquals(Map.of("nonexistent-local-time", 60L), parsed.account().rejected());
    // Lord Howe moves by half an hour only.
    parsed =
        Parsed.of(
            "fitbit-minute-steps-wide",
            STEPS_HEADER + hour("10/2/2016 2:00"),
            ParseOptions.DEFAULT.in(ZoneId.of("Australia/Lord_Howe")));
    assertEquals(30, parsed.readings().size());
    assertEquals(Map.of("nonexistent-local-time", 30L), parsed.account().rejected());
  }

  @Test
  void wantsFullHours() throws FormatException, IOException {
    assertEquals("bad-time ActivityHour", steps(hour("7/4/2016 13:05")).rejection());
  }

  @Test
  void givesBothTotalsOfANight() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-sleep-day", SLEEP_HEADER + "9000000001,11/6/2016 12:00:00 AM,2,400,431\n");
    assertEquals(
        List.of("sleep-duration", "time-in-bed"),
        parsed.readings().stream().map(ReadingDraft::metric).toList());
    ReadingDraft asleep = parsed.readings().get(0);
    assertEquals(400, asleep.value());
    assertEquals("min", asleep.unit());
    assertEquals(Instant.parse("2016-11-06T04:00:00Z"), asleep.measuredAt());
    assertEquals(Duration.ofHours(25), Duration.between(asleep.measuredAt(), asleep.endAt()));
    assertEquals(431, parsed.readings().get(1).value());
    assertEquals(asleep.endAt(), parsed.readings().get(1).endAt());
  }

  @Test
  void beginsADayWithoutMidnightAtItsFirstMoment() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-sleep-day",
            SLEEP_HEADER + "1,10/16/2016,1,400,431\n1,10/15/2016,1,400,431\n",
            ParseOptions.DEFAULT.in(ZoneId.of("America/Sao_Paulo")));
    assertEquals(Instant.parse("2016-10-16T03:00:00Z"), parsed.readings().get(0).measuredAt());
    assertEquals(Instant.parse("2016-10-17T02:00:00Z"), parsed.readings().get(0).endAt());
    assertEquals(Instant.parse("2016-10-16T03:00:00Z"), parsed.readings().get(2).endAt());
  }

  @Test
  void wantsWholeDaysOfSleep() throws FormatException, IOException {
    Parsed parsed = Parsed.of("fitbit-sleep-day", SLEEP_HEADER + "1,7/4/2016 3:00,1,400,431\n");
    assertEquals("bad-time SleepDay", parsed.rejection());
  }

  @Test
  void readsAWeighing() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-weight",
            WEIGHT_HEADER
                + "9000000001,7/4/2016 23:59,61.59999847,135.8,,22.65,TRUE,1.46E+12\n"
                + "9000000001,7/5/2016 6:48:12 AM,62,136.7,25,22.8,False,1.46E+12\n");
    assertEquals(
        List.of("weight", "bmi", "weight", "bmi", "body-fat"),
        parsed.readings().stream().map(ReadingDraft::metric).toList());
    assertEquals(
        List.of("kg", "kg/m2", "kg", "kg/m2", "%"),
        parsed.readings().stream().map(ReadingDraft::unit).toList());
    assertEquals(61.59999847, parsed.readings().get(0).value());
    assertEquals("self-reported", parsed.readings().get(0).modality());
    assertEquals("sensed", parsed.readings().get(4).modality());
    assertNull(parsed.readings().get(0).id());
  }

  @Test
  void accountsForOddWeighings() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-weight",
            WEIGHT_HEADER
                + "1,7/4/2016 8:00,,135.8,,heavy,TRUE,1\n"
                + "1,7/4/2016 9:00,,,,,TRUE,1\n"
                + "1,7/4/2016 9:00,70,,,,maybe,1\n");
    assertEquals("[lb_av]", parsed.only().unit());
    assertEquals(3, parsed.account().rows());
    assertEquals(Map.of("not-a-number", 1L, "malformed", 1L), parsed.account().rejected());
    assertEquals(Map.of("no-value", 1L), parsed.account().skipped());
  }
}
