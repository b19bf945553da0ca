package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What records of Apple Health become. */
class AppleHealthTest {

  static final ParseOptions WORN = ParseOptions.DEFAULT.wornBy("clinic|42");

  static String export(String... elements) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE HealthData [\n"
        + "<!-- HealthKit Export Version: 12 -->\n<!ELEMENT HealthData (ExportDate,Me,Record*)>\n"
        + "<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n>\n]>\n"
        + "<HealthData locale=\"en_GB\">\n <ExportDate value=\"2016-04-15 07:27:26 +0100\"/>\n"
        + " <Me HKCharacteristicTypeIdentifierDateOfBirth=\"1965-01-01\"/>\n"
        + String.join("\n", elements)
        + "\n</HealthData>\n";
  }

  static String record(String type, String unit, String value) {
    return record(type, unit, value, "2014-09-13 10:27:54 +0100", "2014-09-13 10:27:59 +0100");
  }

  static String record(String type, String unit, String value, String start, String end) {
    return " <Record type=\"HKQuantityTypeIdentifier%s\" sourceName=\"Health\" unit=\"%s\" creationDate=\"2014-09-21 07:08:47 +0100\" startDate=\"%s\" endDate=\"%s\" value=\"%s\"/>"
        .formatted(type, unit, start, end, value);
  }

  static Parsed parse(String... elements) throws FormatException, IOException {
    return Parsed.of("apple-health", export(elements), WORN);
  }

  private static String said(ReadingDraft reading) {
    return reading.metric() + " " + reading.value() + " " + reading.unit();
  }

  @Test
  void readsStepsWithTheirInterval() throws FormatException, IOException {
    ReadingDraft steps = parse(record("StepCount", "count", "329")).only();
    assertEquals("steps 329.0 {steps}", said(steps));
    assertEquals(Instant.parse("2014-09-13T09:27:54Z"), steps.measuredAt());
    assertEquals(Instant.parse("2014-09-13T09:27:59Z"), steps.endAt());
    assertEquals(60, steps.offsetMinutes());
    assertEquals("sensed", steps.modality());
    assertNull(steps.user());
    assertNull(steps.statistic());
  }

  @Test
  void translatesUnits() throws FormatException, IOException {
    Parsed parsed =
        parse(
            record("HeartRate", "count/min", "61"),
            record("OxygenSaturation", "%", "0.97"),
            record("OxygenSaturation", "%", "0.29"),
            record("BodyFatPercentage", "%", "0.213"),
            record("BodyMassIndex", "count", "22.5"),
            record("BodyMass", "lb", "154.5"),
            record("BodyTemperature", "degF", "98.6"),
            record("BloodGlucose", "mmol&lt;180.15588000005408&gt;/L", "5.6"),
            record("VO2Max", "mL/min\u00b7kg", "41.2"),
            record("FlightsClimbed", "count", "3"),
            record("DistanceWalkingRunning", "mi", "0.5"),
            record("ActiveEnergyBurned", "Cal", "12"),
            record("Height", "cm", "178"));
    assertEquals(
        List.of(
            "heart-rate 61.0 /min",
            "oxygen-saturation 97.0 %",
            "oxygen-saturation 29.0 %",
            "body-fat 21.3 %",
            "bmi 22.5 kg/m2",
            "weight 154.5 [lb_av]",
            "body-temperature 98.6 [degF]",
            "blood-glucose 5.6 mmol/L",
            "vo2max 41.2 mL/kg/min",
            "floors 3.0 {floors}",
            "distance 0.5 [mi_i]",
            "active-energy 12.0 kcal",
            "height 178.0 cm"),
        parsed.readings().stream().map(AppleHealthTest::said).toList());
    parsed.readings().forEach(CatalogueAgreementTest::check);
  }

  @Test
  void pairsPressuresInAndOutsideOfACorrelation() throws FormatException, IOException {
    String pair =
        record("BloodPressureSystolic", "mmHg", "121")
            + record("BloodPressureDiastolic", "mmHg", "79");
    Parsed parsed =
        parse(
            pair,
            "<Correlation type=\"HKCorrelationTypeIdentifierBloodPressure\"><MetadataEntry"
                + " key=\"k\" value=\"v\"/>"
                + pair
                + "</Correlation>");
    assertEquals(4, parsed.account().rows());
    assertEquals(4, parsed.readings().size());
    assertEquals(1, parsed.readings().stream().map(ReadingDraft::group).distinct().count());
    assertEquals(parsed.readings().get(0), parsed.readings().get(2), "one reading by identity");
  }

  @Test
  void readsStagesOfSleep() throws FormatException, IOException {
    String stage =
        record("X", "", "HKCategoryValueSleepAnalysis%s")
            .replace("HKQuantityTypeIdentifierX", "HKCategoryTypeIdentifierSleepAnalysis")
            .replace(" unit=\"\"", "");
    Parsed parsed =
        parse(stage.formatted("InBed"), stage.formatted("AsleepREM"), stage.formatted("Dreaming"));
    assertEquals(
        List.of("sleep-stage 1.0 {stage}", "sleep-stage 6.0 {stage}"),
        parsed.readings().stream().map(AppleHealthTest::said).toList());
    assertEquals(Map.of("unknown-type", 1L), parsed.account().skipped());
  }

  @Test
  void keepsSourcesApartAsDevices() throws FormatException, IOException {
    String phone = record("StepCount", "count", "329");
    String watch =
        phone.replace(
            "sourceName=\"Health\"",
            "sourceName=\"Anna\u2019s Watch\" device=\"&lt;&lt;HKDevice: 0x28%s&gt;,"
                + " name:Apple Watch, manufacturer:Apple Inc., hardware:Watch6,2,"
                + " software:%s&gt;\"");
    Parsed parsed =
        parse(
            phone,
            watch.formatted("1c9b", "7.1"),
            watch.formatted("ffff", "8.0"),
            watch.formatted("1c9b", "7.1").replace("Watch6,2", "Watch6,1"));
    List<String> devices = parsed.readings().stream().map(ReadingDraft::device).toList();
    assertNotEquals(devices.get(0), devices.get(1));
    assertEquals(devices.get(1), devices.get(2), "the same watch in a later export");
    assertNotEquals(devices.get(2), devices.get(3));
    assertTrue(devices.get(1).matches("apple-health\\|[0-9a-f]{24}"), devices.get(1));
    assertNotEquals(
        devices.get(0),
        Parsed.of("apple-health", export(phone), ParseOptions.DEFAULT.wornBy("clinic|43"))
            .only()
            .device(),
        "the same name on another person's phone");
    assertNull(Parsed.of("apple-health", export(phone), ParseOptions.DEFAULT).only().device());
  }

  @Test
  void tellsWhatAPersonTypedIn() throws FormatException, IOException {
    String typed =
        record("BodyMass", "kg", "70")
            .replace("/>", "><MetadataEntry key=\"HKWasUserEntered\" value=\"1\"/></Record>");
    Parsed parsed = parse(typed, record("BodyMass", "kg", "71"), typed.replace("\"1\"", "\"0\""));
    assertEquals(
        List.of("self-reported", "sensed", "sensed"),
        parsed.readings().stream().map(ReadingDraft::modality).toList());
    assertNull(parsed.readings().get(0).device());
  }

  @Test
  void skipsWhatHasNoMetric() throws FormatException, IOException {
    Parsed parsed =
        parse(
            record("DietaryCaffeine", "mg", "80"),
            record("BasalEnergyBurned", "kcal", "80"),
            "<Workout workoutActivityType=\"HKWorkoutActivityTypeOther\"><WorkoutEvent"
                + " type=\"x\"/><WorkoutRoute><FileReference path=\"/r.gpx\"/></WorkoutRoute></Workout>",
            "<ActivitySummary dateComponents=\"2016-04-14\" activeEnergyBurned=\"700\"/>",
            "<ClinicalRecord type=\"x\"/>",
            "<Horoscope/>");
    assertEquals(6, parsed.account().rows());
    assertEquals(
        Map.of("no-metric", 3L, "workout", 1L, "summary", 1L, "unknown-type", 1L),
        parsed.account().skipped());
  }

  @Test
  void rejectsSingleRecords() throws FormatException, IOException {
    String good = record("HeartRate", "count/min", "61");
    String from = "startDate=\"2014-09-13 10:27:54 +0100\"";
    Parsed parsed =
        parse(
            good.replace("value=\"61\"", "value=\"NaN\""),
            good.replace("value=\"61\"", "value=\"1e400\""),
            good.replace("value=\"61\"", "value=\"Infinity\""),
            good.replace(" value=\"61\"", ""),
            good.replace("count/min", "furlong"),
            good.replace(" unit=\"count/min\"", ""),
            good.replace(from, "startDate=\"2014-02-30 10:27:54 +0100\""),
            good.replace(from, "startDate=\"2014-06-30 23:59:60 +0000\""),
            good.replace(from, "startDate=\"2014-09-13 10:27:54\""),
            good.replace(from, "startDate=\"2014-09-14 10:27:54 +0100\""),
            good.replace(from, ""),
            good.replace(" type=\"HKQuantityTypeIdentifierHeartRate\"", ""),
            good);
    assertEquals(13, parsed.account().rows());
    assertEquals(
        Map.of("not-a-number", 3L, "missing-field", 4L, "unknown-unit", 1L, "bad-time", 5L - 1),
        parsed.account().rejected());
    assertEquals(61, parsed.only().value());
    assertFalse(parsed.rows().toString().contains("furlong"), "quotes nothing");
  }

  @Test
  void readsOldAndFarAwayTimes() throws FormatException, IOException {
    ReadingDraft old =
        parse(
                record(
                    "BodyMass",
                    "kg",
                    "3.2",
                    "1961-05-01 00:30:00 +0545",
                    "1961-05-01 00:30:00 +0545"))
            .only();
    assertEquals(Instant.parse("1961-04-30T18:45:00Z"), old.measuredAt());
    assertEquals(345, old.offsetMinutes());
    assertNull(old.endAt());
  }
}
