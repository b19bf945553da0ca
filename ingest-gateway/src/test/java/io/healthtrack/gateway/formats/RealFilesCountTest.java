package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the remaining real files hold, counted by splitting lines and by patterns. */
class RealFilesCountTest {

  /** How many values there are, and what they add up to. */
  private record Count(long values, double sum) {

    static Count of(List<Double> numbers) {
      return new Count(
          numbers.size(), Math.rint(numbers.stream().mapToDouble(d -> d).sum() * 1e3) / 1e3);
    }

    static Count of(Parsed parsed) {
      return of(parsed.readings().stream().map(ReadingDraft::value).toList());
    }
  }

  /** Numbers that follow one of these names in JSON, but not those for which a vendor writes 0. */
  private static List<Double> numbers(String text, String names, boolean zeros) {
    Matcher found = Pattern.compile("\"(?i:" + names + ")\":\\s*\"?(-?[0-9.]+)\"?").matcher(text);
    return found
        .results()
        .map(match -> Double.parseDouble(match.group(1)))
        .filter(number -> zeros || number != 0)
        .toList();
  }

  private static long occurrences(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  @ParameterizedTest
  @CsvSource({
    "dailyActivity_merged.csv, fitbit-daily, 2 3 10 11 12 13 14",
    "dailySteps_merged.csv, fitbit-daily, 2",
    "dailyCalories_merged.csv, fitbit-daily, 2",
    "dailyIntensities_merged.csv, fitbit-daily, 2 3 4 5",
    "hourlySteps_merged.csv.gz, fitbit-hourly, 2",
    "hourlyCalories_merged.csv.gz, fitbit-hourly, 2",
  })
  void countsTotalsOfFitbit(String name, String format, String columns)
      throws FormatException, IOException {
    String file = "fitbit_mturk/" + name;
    List<String> lines = RealFiles.lines(file);
    List<Double> cells =
        lines.stream()
            .skip(1)
            .map(line -> line.split(","))
            .flatMap(
                line ->
                    Arrays.stream(columns.split(" "))
                        .map(column -> Double.parseDouble(line[Integer.parseInt(column)])))
            .toList();
    Parsed parsed = RealFilesTest.parse(format, file);
    assertEquals(lines.size() - 1, parsed.account().rows());
    assertEquals(Count.of(cells), Count.of(parsed));
    assertEquals(
        lines.stream().skip(1).map(line -> line.split(",")[0]).distinct().count(),
        parsed.readings().stream().map(ReadingDraft::personId).distinct().count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2000_0_20201230", "2002_0_20210513", "2004_0_20211028", "2006_0_20211112",
        "2008_0_20220118", "2010_0_20220111", "2012_0_20220126", "2014_0_20201224",
        "2014_1_20210317", "2017_0_20210102"
      })
  void countsShanghai(String name) throws FormatException, IOException {
    String file = "glucose/shanghai_t2dm/" + name + ".csv";
    String text = RealFiles.text(file);
    // Notes run over lines, so that a row is told by the time at its beginning.
    Map<String, List<Double>> expected =
        Pattern.compile("(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,([\\d.]*),([\\d.]*),")
            .matcher(text)
            .results()
            .flatMap(
                row ->
                    Map.of("glucose", row.group(1), "blood-glucose", row.group(2))
                        .entrySet()
                        .stream())
            .filter(cell -> !cell.getValue().isEmpty())
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(
                        cell -> Double.parseDouble(cell.getValue()), Collectors.toList())));
    long empty = occurrences(text, "(?m)^,{10}$");
    Parsed parsed = RealFilesTest.parse("shanghai-cgm", file);
    Map<String, List<Double>> ours =
        parsed.readings().stream()
            .collect(
                Collectors.groupingBy(
                    ReadingDraft::metric,
                    Collectors.mapping(ReadingDraft::value, Collectors.toList())));
    assertEquals(counts(expected), counts(ours));
    assertEquals(expected.get("glucose").size() + empty, parsed.account().rows());
    assertEquals(empty == 0 ? Map.of() : Map.of("empty-row", empty), parsed.account().skipped());
  }

  private static Map<String, Count> counts(Map<String, List<Double>> numbers) {
    Map<String, Count> counts = new TreeMap<>();
    numbers.forEach((metric, values) -> counts.put(metric, Count.of(values)));
    return counts;
  }

  @ParameterizedTest
  @CsvSource({
    "cgmacros_synthetic/CGMacros-001/CGMacros-001.csv, cgmacros, 1 2 3 4",
    "cgmacros_synthetic/CGMacros-002/CGMacros-002.csv, cgmacros, 1 2 3 4",
    "cgmacros_synthetic/CGMacros-003/CGMacros-003.csv, cgmacros, 1 2 3 4",
    "d1namo_synthetic/diabetes_subset/001/glucose.csv, d1namo-glucose, 2",
    "d1namo_synthetic/healthy_subset/002/glucose.csv, d1namo-glucose, 2",
  })
  void countsSmallStudies(String name, String format, String columns)
      throws FormatException, IOException {
    String file = "glucose/small_fixtures/" + name;
    List<String> lines = RealFiles.lines(file).stream().filter(line -> !line.isBlank()).toList();
    List<Double> cells =
        lines.stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .flatMap(
                line -> Arrays.stream(columns.split(" ")).map(each -> line[Integer.parseInt(each)]))
            .filter(cell -> !cell.isEmpty())
            .map(Double::parseDouble)
            .toList();
    Parsed parsed = RealFilesTest.parse(format, file);
    assertEquals(lines.size() - 1, parsed.account().rows());
    assertEquals(Count.of(cells), Count.of(parsed));
  }

  /** The tables beside the export were made from it by somebody else's tool. */
  @ParameterizedTest
  @CsvSource({"StepCount, steps", "DistanceWalkingRunning, distance"})
  void agreesWithAnotherReaderOfAppleHealth(String table, String metric)
      throws FormatException, IOException {
    List<String> theirs =
        RealFiles.lines("apple_health/" + table + ".csv").stream()
            .skip(1)
            .map(line -> line.split(","))
            .map(cell -> cell[6].substring(0, 19) + " " + Double.parseDouble(cell[8]))
            .toList();
    List<String> ours =
        RealFilesTest.parse("apple-health", "apple_health/export6s3sample.xml").readings().stream()
            .filter(reading -> reading.metric().equals(metric))
            .map(
                reading ->
                    reading
                            .measuredAt()
                            .plusSeconds(reading.offsetMinutes() * 60L)
                            .toString()
                            .replace('T', ' ')
                            .replace("Z", "")
                        + " "
                        + reading.value())
            .toList();
    assertEquals(theirs, ours);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "activity",
        "activity-no-steps",
        "bp",
        "bp-no-heart-rate",
        "glucose",
        "sleep",
        "spo2",
        "spo2-no-heart-rate",
        "spo2-no-oxygen-saturation",
        "weight",
        "weight-no-weight-value"
      })
  void countsIHealth(String name) throws FormatException, IOException {
    String file = "vendor_api_samples/ihealth/ihealth-" + name + ".json";
    String text = RealFiles.text(file);
    String names =
        "HP|LP|HR|BG|BO|WeightValue|BMI|FatValue|Steps|DistanceTraveled|Calories|HoursSlept";
    Parsed parsed = RealFilesTest.parse("ihealth", file);
    assertEquals(Count.of(numbers(text, names, false)), Count.of(parsed));
    assertEquals(occurrences(text, "\"DataID\""), parsed.account().rows());
    // Where a record was stored at once the vendor's own UTC time says the same as ours.
    if (name.equals("spo2")) {
      assertEquals(
          numbers(text, "LastChangeTime", true).get(0).longValue(),
          parsed.readings().get(0).measuredAt().getEpochSecond());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fitbit/fitbit-activities-heart-1d-1m-intraday, fitbit-api, value, 1",
    "fitbit/fitbit-activities-steps-1d-1m-intraday, fitbit-api, value, 1",
    "fitbit/fitbit-activities-steps-timeseries, fitbit-api, value, 0",
    "fitbit/fitbit-body-log-weight, fitbit-api, weight|bmi, 0",
    "withings/withings-activity-measures, withings, steps|distance|calories|soft|moderate|intense, 0",
    "withings/withings-intraday-activity, withings, steps|distance|calories, 0",
    "withings/withings-sleep-summary, withings, lightsleepduration|deepsleepduration, 0",
    "iot_device_messages/Documentation_CalculatedFunction_BloodPressure_Payload, iot-message, systolic|diastolic, 0",
    "iot_device_messages/Documentation_CalculatedFunction_MultipleMatches_Payload, iot-message, systolic|diastolic, 0",
    "iot_device_messages/Documentation_CalculatedFunction_MultipleMeasurements_Payload, iot-message, heartrate|steps, 0",
    "iot_device_messages/IotHubPayloadExample, iot-message, heartrate, 0",
    "iot_device_messages/IotHubPayloadMultiValueExample, iot-message, systolic|diastolic|steps, 0",
  })
  void countsOtherReplies(String name, String format, String names, int totals)
      throws FormatException, IOException {
    String file = "vendor_api_samples/" + name + ".json";
    List<Double> numbers = numbers(RealFiles.text(file), names, true);
    // The value of the whole day, in quotes, comes first.
    assertEquals(
        Count.of(numbers.subList(totals, numbers.size())),
        Count.of(RealFilesTest.parse(format, file)));
  }

  @Test
  void countsMeasuresOfWithings() throws FormatException, IOException {
    String file = "vendor_api_samples/withings/withings-body-measures.json";
    List<Double> expected =
        Pattern.compile("\"unit\":\\s*(-?\\d+),\\s*\"value\":\\s*(-?\\d+)")
            .matcher(RealFiles.text(file))
            .results()
            .map(
                pair ->
                    Double.parseDouble(pair.group(2))
                        * Math.pow(10, Integer.parseInt(pair.group(1))))
            .filter(value -> value > 0)
            .toList();
    assertEquals(Count.of(expected), Count.of(RealFilesTest.parse("withings", file)));
  }
}
