package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Where the fuzzer begins: inputs of the shape of real ones, made here. */
final class FuzzSeeds {

  private static final int HEAD_OF_A_FILE = 8_000;

  private static final Map<String, List<String>> TABLES =
      Map.ofEntries(
          Map.entry(
              "fhir",
              List.of(
                  """
                  {"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient",
                  "identifier":[{"system":"s","value":"v"}]}},{"fullUrl":"urn:uuid:o","resource":{
                  "resourceType":"Observation","status":"amended","code":{"coding":[{"system":"http://loinc.org",
                  "code":"85354-9"}]},"subject":{"reference":"urn:uuid:p"},"effectivePeriod":{"start":
                  "2026-01-01T00:00:00Z","end":"2026-01-01T00:00:09Z"},"component":[{"code":{"coding":[{"system":
                  "http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":-1.5e2,"comparator":"<","unit":
                  "mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}}]}""")),
          Map.entry(
              "open-mhealth",
              List.of(
                  """
                  [{"header":{"id":"i","user_id":"u","modality":"sensed","schema_id":{"name":"step-count"}},"body":
                  {"step_count":{"value":7,"unit":"steps"},"descriptive_statistic":"sum","effective_time_frame":
                  {"time_interval":{"start_date_time":"2026-01-01T00:00:00Z","duration":{"value":5,"unit":"min"}}}}},
                  {"step_count":7}]""")),
          Map.entry(
              "fitbit-heart-rate",
              List.of("Id,Time,Value\n1,1/1/2016 1:00:00 AM,60\n2,1/2/2016,61\n")),
          Map.entry(
              "fitbit-minute-steps-wide",
              List.of(
                  "Id,ActivityHour,"
                      + IntStream.range(0, 60)
                          .mapToObj("Steps%02d"::formatted)
                          .collect(Collectors.joining(","))
                      + "\n1,3/13/2016 1:00"
                      + ",7".repeat(60)
                      + "\n")),
          Map.entry(
              "fitbit-sleep-day",
              List.of("Id,SleepDay,A,TotalMinutesAsleep,TotalTimeInBed\n1,1/2/2016,1,4,5\n")),
          Map.entry(
              "fitbit-weight",
              List.of("Id,Date,WeightKg,Fat,BMI,IsManualReport\n1,1/2/2016 8:00,70,,20,TRUE\n")),
          Map.entry(
              "fitbit-daily",
              List.of(
                  """
                  Id,ActivityDate,TotalSteps,TotalDistance,Calories
                  1,4/12/2016,81,5.3,1432
                  """)),
          Map.entry(
              "fitbit-hourly", List.of("Id,ActivityHour,StepTotal\n1,4/12/2016 12:00:00 AM,81\n")),
          Map.entry(
              "dexcom-clarity",
              List.of(
                  """
                  I,Timestamp (x),Event Type,Glucose Value (mg/dL)
                  1,,Alert,
                  2,2020-01-01 00:00:00,EGV,Low
                  3,2020-01-01T00:00:00.5,Calibration,99
                  """)),
          Map.entry(
              "libreview",
              List.of(
                  """
                  x
                  Device Timestamp,Record Type,Historic Glucose mmol/L,Scan Glucose mmol/L
                  13-01-2020 10:00,0,"5,6",
                  01-13-2020 10:00 PM,1,,"HI"
                  """)),
          Map.entry(
              "shanghai-cgm",
              List.of(
                  """
                  Date,CGM (mg / dl),CBG (mg / dl),Dietary intake
                  2020-12-30 13:54:00,120.60000000000001,90,"rice
                  50 g"
                  ,,,
                  """)),
          Map.entry(
              "cgmacros",
              List.of(
                  """
                  Timestamp,Libre GL,Dexcom GL,HR,Calories (Activity)
                  2024-03-01 08:00:00,94.1,,60.0,1.05
                  """)),
          Map.entry(
              "d1namo-glucose",
              List.of("date,time,glucose,type,comments\n2014-10-01,10:00:00,7.0,cgm,\n")),
          Map.entry(
              "csv",
              List.of(
                  """
                  metric,value,unit,measured_at,end_at,sequence
                  steps,1,1,2026-01-01T00:00:00.5+01:00,2026-01-02T00:00Z,4
                  """)),
          Map.entry("apple-health", List.of(apple())));

  private FuzzSeeds() {}

  private static String apple() {
    String record = AppleHealthTest.record("OxygenSaturation", "%", "0.97");
    return AppleHealthTest.export(
        record,
        "<Correlation type=\"x\">"
            + AppleHealthTest.record("BloodPressureSystolic", "mmHg", "121")
            + "</Correlation><Workout/>",
        record.replace("/>", "><MetadataEntry key=\"HKWasUserEntered\" value=\"1\"/></Record>"));
  }

  /** Plain, packed, and the heads of real files of the folder, where there are any. */
  static List<byte[]> of(String format) {
    List<byte[]> seeds = new ArrayList<>();
    List<String> made = TABLES.getOrDefault(format, JsonSeeds.of(format));
    for (String text : made) {
      seeds.add(text.getBytes(UTF_8));
      seeds.add(gzip(text.getBytes(UTF_8)));
    }
    if (format.equals("apple-health")) {
      seeds.add(zip(apple().getBytes(UTF_8)));
    }
    String place = System.getenv("HEALTHTRACK_DATA");
    if (place != null && Files.isDirectory(Path.of(place))) {
      addHeads(Path.of(place), format, seeds);
    }
    return seeds;
  }

  private static void addHeads(Path root, String format, List<byte[]> seeds) {
    try (var files = Files.walk(root)) {
      List<Path> some =
          files
              .filter(file -> Files.isRegularFile(file) && ofFormat(root, file, format))
              .sorted()
              .limit(40)
              .toList();
      for (Path file : some) {
        try (InputStream in = Files.newInputStream(file)) {
          seeds.add(in.readNBytes(HEAD_OF_A_FILE));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ofFormat(Path root, Path file, String format) {
    String name = root.relativize(file).toString();
    return switch (format) {
      case "fitbit-api" -> name.startsWith("vendor_api_samples/fitbit/");
      case "ihealth" -> name.startsWith("vendor_api_samples/ihealth/");
      case "withings" -> name.startsWith("vendor_api_samples/withings/");
      case "iot-message" -> name.startsWith("vendor_api_samples/iot");
      case "apple-health" -> name.endsWith("export6s3sample.xml");
      case "shanghai-cgm" -> name.startsWith("glucose/shanghai");
      case "cgmacros" -> name.contains("/CGMacros-0");
      case "d1namo-glucose" -> name.contains("d1namo") && name.endsWith("/glucose.csv");
      default ->
          (format.contains("fhir") && name.matches("fhir_r4/(spec|validator).*json"))
              || (format.contains("mhealth") && name.matches("openmhealth/.*json"));
    };
  }

  static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] zip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      var entry = new ZipEntry("apple_health_export/export.xml");
      // The time of packing would make every run another one.
      entry.setTimeLocal(LocalDateTime.of(2026, 1, 31, 0, 0));
      out.putNextEntry(entry);
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
