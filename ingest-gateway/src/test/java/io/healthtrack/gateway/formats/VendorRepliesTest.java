package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Replies of vendors' clouds and messages of IoT hubs. */
class VendorRepliesTest {

  private static List<String> said(Parsed parsed) {
    parsed.readings().forEach(CatalogueAgreementTest::check);
    return parsed.readings().stream()
        .map(r -> r.metric() + " " + r.value() + " " + r.unit())
        .toList();
  }

  @Test
  void readsMinutesOfADayAndNotItsTotal() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-api",
            """
            {"activities-steps-intraday":{"dataset":[{"time":"00:00:00","value":7},
              {"time":"14:28:00","value":"many"}],"datasetInterval":1,"datasetType":"minute"},
             "activities-steps":[{"dateTime":"2015-08-21","value":"3212"}]}
            """);
    ReadingDraft minute = parsed.only();
    assertEquals(Instant.parse("2015-08-21T04:00:00Z"), minute.measuredAt());
    assertEquals(minute.measuredAt().plusSeconds(60), minute.endAt());
    assertEquals(Map.of("summary", 1L), parsed.account().skipped());
    assertEquals(Map.of("not-a-number", 1L), parsed.account().rejected());
  }

  @Test
  void readsTotalsWhereNothingElseIsStated() throws FormatException, IOException {
    String file = "Id,ActivityDay,StepTotal\n1,8/21/2015,3212\n";
    ReadingDraft day = Parsed.of("fitbit-daily", file).only();
    Parsed parsed =
        Parsed.of(
            "fitbit-api",
            """
            {"activities-steps":[{"dateTime":"2015-08-21","value":"3212"}],
             "activities-heart":[{"dateTime":"2015-08-21","value":{"restingHeartRate":58}}],
             "activities-tracker":[{"dateTime":"2015-08-21","value":"1"}]}
            """);
    ReadingDraft steps = parsed.readings().get(0);
    assertEquals(List.of("steps 3212.0 {steps}", "resting-heart-rate 58.0 /min"), said(parsed));
    assertEquals(day.measuredAt(), steps.measuredAt());
    assertEquals(day.sequence(), steps.sequence(), "the same reading as in the file");
    assertEquals(Map.of("no-metric", 1L), parsed.account().skipped());
  }

  @Test
  void readsSleepAndItsStages() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-api",
            """
            {"sleep":[{"startTime":"2016-12-13T01:16:00.000","endTime":"2016-12-13T03:14:00.000",
               "minutesAsleep":112,"timeInBed":118,"levels":{"data":[
                 {"dateTime":"2016-12-13T01:16:00.000","level":"rem","seconds":4980},
                 {"dateTime":"2016-12-13T02:39:00.000","level":"restless","seconds":60}],
                 "summary":{"deep":{"minutes":20}}}},
              {"startTime":"2016-12-13T03:16:00.000","endTime":"2016-12-13T03:14:00.000"}],
             "summary":{"totalMinutesAsleep":112}}
            """);
    assertEquals(
        List.of(
            "sleep-duration 112.0 min",
            "time-in-bed 118.0 min",
            "deep-sleep-duration 20.0 min",
            "sleep-stage 6.0 {stage}"),
        said(parsed));
    assertEquals(Instant.parse("2016-12-13T08:14:00Z"), parsed.readings().get(0).endAt());
    assertEquals(Map.of("bad-time", 1L), parsed.account().rejected());
    assertEquals(Map.of("summary", 1L), parsed.account().skipped());
  }

  @Test
  void turnsTheLocalClockOfIHealthIntoTime() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "ihealth",
            """
            {"BPUnit":1,"BPDataList":[
              {"HP":16,"LP":"11","HR":0,"MDate":1442498865,"TimeZone":"-0600","DataID":"a",
               "LastChangeTime":1442520465,"DataSource":"Manual"},
              {"HP":16,"LP":11,"MDate":1442498865,"TimeZone":"west"},
              {"HP":16,"LP":11,"MDate":1442498865.5,"TimeZone":"+0000"},
              {"HP":16,"LP":11,"MDate":1e400,"TimeZone":"+0000"},
              {"HP":0,"LP":0,"MDate":-86400,"TimeZone":"+0000"},
              7]}
            """);
    assertEquals(
        List.of("systolic-pressure 16.0 kPa", "diastolic-pressure 11.0 kPa"), said(parsed));
    ReadingDraft systolic = parsed.readings().get(0);
    assertEquals(Instant.ofEpochSecond(1_442_520_465), systolic.measuredAt());
    assertEquals(-360, systolic.offsetMinutes());
    assertEquals("self-reported", systolic.modality());
    assertEquals(systolic.group(), parsed.readings().get(1).group());
    assertEquals(6, parsed.account().rows());
    assertEquals(Map.of("bad-time", 4L), parsed.account().rejected());
    assertEquals(Map.of("no-value", 1L), parsed.account().skipped());
  }

  @Test
  void wantsToKnowTheUnitOfIHealth() throws FormatException, IOException {
    String reply =
        "{\"BGUnit\":%s,\"BGDataList\":[{\"BG\":5.5,\"MDate\":0,\"TimeZone\":\"+0000\"}]}";
    assertEquals(
        List.of("blood-glucose 5.5 mmol/L"), said(Parsed.of("ihealth", reply.formatted(1))));
    assertEquals("unknown-unit BG", Parsed.of("ihealth", reply.formatted(7)).rejection());
  }

  @Test
  void readsNumbersAndPowersOfTen() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "withings",
            """
            {"status":0,"body":{"timezone":"Europe/Paris","measuregrps":[
              {"date":1433052383,"category":1,"attrib":2,"grpid":3,"measures":[
                {"type":1,"value":74126,"unit":-3},{"type":11,"value":-1000,"unit":-3},
                {"type":6,"value":2,"unit":999999999},{"type":76,"value":2,"unit":0},
                {"type":10,"value":120,"unit":0}]},
              {"date":-86400,"category":2,"measures":[{"type":1,"value":70,"unit":0}]}]}}
            """);
    assertEquals(List.of("weight 74.126 kg", "systolic-pressure 120.0 mm[Hg]"), said(parsed));
    assertEquals(120, parsed.readings().get(0).offsetMinutes());
    assertEquals("self-reported", parsed.readings().get(0).modality());
    assertEquals("withings|3", parsed.readings().get(1).group());
    assertEquals(Map.of("no-value", 1L, "no-metric", 1L, "goal", 1L), parsed.account().skipped());
    assertEquals(Map.of("not-a-number", 1L), parsed.account().rejected());
  }

  @Test
  void readsActivityAndSleepOfWithings() throws FormatException, IOException {
    Parsed day =
        Parsed.of(
            "withings",
            """
            {"body":{"activities":[{"date":"2015-06-18","timezone":"America/Los_Angeles",
              "steps":2934,"soft":780,"elevation":0},{"date":"2015-02-30","timezone":"Asia/Tokyo"}]}}
            """);
    assertEquals(List.of("steps 2934.0 {steps}", "light-activity-minutes 780.0 s"), said(day));
    assertEquals(Instant.parse("2015-06-18T07:00:00Z"), day.readings().get(0).measuredAt());
    assertEquals("sum", day.readings().get(0).statistic());
    assertEquals(Map.of("bad-time", 1L), day.account().rejected());
    Parsed spans =
        Parsed.of(
            "withings",
            """
            {"body":{"series":{"1434758640":{"steps":21,"duration":60},"1434758700":{"duration":9},
              "noon":{"steps":1}}}}
            """);
    assertEquals(Instant.ofEpochSecond(1_434_758_700), spans.only().endAt());
    assertEquals(Map.of("bad-time", 1L), spans.account().rejected());
    Parsed sleep =
        Parsed.of(
            "withings",
            """
            {"body":{"series":[{"startdate":0,"enddate":60,"state":3},
              {"startdate":0,"enddate":60,"state":9},{"startdate":60,"enddate":0,"state":0},
              {"startdate":0,"enddate":60,"data":{"deepsleepduration":45}}]}}
            """);
    assertEquals(List.of("sleep-stage 6.0 {stage}", "deep-sleep-duration 45.0 s"), said(sleep));
  }

  @Test
  void readsMessagesOfDevices() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "iot-message",
            """
            [{"Body":{"deviceId":"d1","data":[
               {"systolic":"120","diastolic":"80","date":"2021-07-13T17:29:01.0611445Z"},
               {"systolic":"high","diastolic":"82","date":"2021-07-13T17:28:01Z"},
               {"systolic":"1","date":"2021-07-13T17:28:01"}, {"mood":"fine"}]}},
             {"Body":{"heartrate":"203"},"Properties":{"tz":"America/Los_Angeles",
               "iothub-creation-time-utc":"2019-01-30T22:45:02.6073744Z"},
               "SystemProperties":{"iothub-connection-device-id":"d2"}},
             {"telemetry":{"BloodPressure":{"Systolic":71}},"enqueuedTime":"2020-08-05T22:26:55Z"},
             5]
            """,
            ParseOptions.DEFAULT);
    assertEquals(
        List.of(
            "systolic-pressure 120.0 mm[Hg]",
            "diastolic-pressure 80.0 mm[Hg]",
            "diastolic-pressure 82.0 mm[Hg]",
            "heart-rate 203.0 /min"),
        said(parsed));
    assertEquals(
        List.of("iot|d1", "iot|d1", "iot|d1", "iot|d2"),
        parsed.readings().stream().map(ReadingDraft::device).toList());
    assertEquals(
        Instant.parse("2021-07-13T17:29:01.061144Z"), parsed.readings().get(0).measuredAt());
    assertEquals(-480, parsed.readings().get(3).offsetMinutes());
    assertEquals(Map.of("not-a-number", 1L, "bad-time", 1L), parsed.account().rejected());
    assertEquals(
        Map.of("no-metric", 1L, "no-time", 1L, "unknown-type", 1L), parsed.account().skipped());
  }

  @Test
  void refusesWhatIsNoReply() {
    for (String format : List.of("fitbit-api", "ihealth", "withings", "iot-message")) {
      for (String text :
          List.of("", "7", "\"secret\"", "{}", "{\"secret\":1}", "{\"a\":[}", "null")) {
        var refusal = assertThrows(FormatException.class, () -> Parsed.of(format, text), text);
        assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
      }
      assertThrows(
          MalformedJsonException.class,
          () -> Parsed.of(format, "[".repeat(10_000) + "]".repeat(10_000)));
      assertThrows(
          TooLargeException.class, () -> Parsed.of(format, "[" + "[],".repeat(400_000) + "[]]"));
      assertThrows(
          TooLargeException.class, () -> Parsed.of(format, "[" + " ".repeat(17_000_000) + "]"));
    }
    assertThrows(
        ZoneRequiredException.class,
        () -> Parsed.of("fitbit-api", "{\"sleep\":[]}", ParseOptions.DEFAULT));
  }
}
