package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.accounting.Accounts;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendIT {
  @TempDir private Path folder;

  @Test
  void storesWhatASmallFileHoldsOnceHoweverOftenItIsSent() throws IOException, SQLException {
    Path file = smallHeartRateFile();
    Map<String, Object> report = send(file, "fitbit-heart-rate", "--zone", "America/Chicago");
    assertEquals(3_000L, report.get("rows"));
    assertEquals(3_000L, report.get("readings"));
    assertEquals(Map.of(), report.get("rejected"));
    settle();
    long expected = FileFacts.distinct(file, line -> line);
    assertEquals(expected, LocalPipeline.stored("fitbit", "777"));
    send(file, "fitbit-heart-rate", "--zone", "America/Chicago");
    settle();
    assertEquals(expected, LocalPipeline.stored("fitbit", "777"));
  }

  @Test
  void givesADeviceItsWearerWhenASendBeforeEndedBetweenTheTwo() throws IOException, SQLException {
    Endpoints endpoints = LocalPipeline.endpoints();
    try (GatewayClient client =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), Duration.ofSeconds(30))) {
      client.putDevice("half|way", Map.of());
    }
    String[] whose = {"--zone", "UTC", "--user", "half|done", "--device", "half|way"};
    send(smallHeartRateFile(), "fitbit-heart-rate", whose);
    settle();
    assertTrue(LocalPipeline.stored("half", "done") > 0);
  }

  @Test
  void takesTheDevicesOfAFileWhenOnlyThePersonIsSaid() throws IOException, SQLException {
    Path file = folder.resolve("native.csv");
    Files.writeString(
        file,
        """
        device,metric,value,unit,measured_at
        shelf|a,heart-rate,61,/min,2026-03-01T10:00:00Z
        shelf|b,heart-rate,62,/min,2026-03-01T10:00:00Z
        """);
    Map<String, Object> report = send(file, "csv", "--user", "shelf|owner");
    assertEquals(2L, report.get("accepted"));
    settle();
    assertEquals(2, LocalPipeline.stored("shelf", "owner"));
    try (Connection connection = LocalPipeline.database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM health.devices JOIN health.device_identifiers"
                    + " USING (device_id) WHERE system = 'shelf'")) {
      row.next();
      assertEquals(2, row.getLong(1));
    }
  }

  @Test
  void keepsTheSourcesOfAppleHealthApart() throws IOException, SQLException {
    String record =
        "<Record type=\"HKQuantityTypeIdentifierStepCount\" sourceName=\"%s\" unit=\"count\""
            + " startDate=\"2026-03-01 10:27:54 +0100\" endDate=\"2026-03-01 10:28:54 +0100\""
            + " value=\"90\"/>\n";
    Path file = folder.resolve("export.xml");
    Files.writeString(
        file,
        "<HealthData>\n"
            + record.formatted("Phone")
            + record.formatted("Watch")
            + record
                .formatted("Health")
                .replace("/>", "><MetadataEntry key=\"HKWasUserEntered\" value=\"1\"/></Record>")
            + "<Workout/></HealthData>\n");
    for (int time = 0; time < 2; time++) {
      Map<String, Object> report = send(file, "apple-health", "--user", "apple|owner");
      assertEquals(3L, report.get("accepted"));
      assertEquals(Map.of("workout", 1L), report.get("skipped"));
      settle();
      assertEquals(3, LocalPipeline.stored("apple", "owner"));
    }
    assertEquals(1, run(file, "apple-health"), "nobody said whose it is");
  }

  @Test
  void storesASumOnceThatTwoFilesState() throws IOException, SQLException {
    Path days = folder.resolve("days.csv");
    Files.writeString(
        days, "Id,ActivityDate,TotalSteps,Calories\n888,4/12/2016,0,1432\n888,4/13/2016,7,1411\n");
    Path steps = folder.resolve("steps.csv");
    Files.writeString(steps, "Id,ActivityDay,StepTotal\n888,4/12/2016,0\n888,4/13/2016,7\n");
    Path hours = folder.resolve("hours.csv");
    Files.writeString(hours, "Id,ActivityHour,StepTotal\n888,4/12/2016 12:00:00 AM,0\n");
    for (Path file : List.of(days, steps)) {
      send(file, "fitbit-daily", "--zone", "America/Chicago");
    }
    send(hours, "fitbit-hourly", "--zone", "America/Chicago");
    settle();
    assertEquals(5, LocalPipeline.stored("fitbit", "888"));
  }

  @Test
  void storesRecordingsFromShanghai() throws IOException, SQLException {
    for (String recording : List.of("2014_0_20201224", "2014_1_20210317")) {
      Path file = RealFiles.path("glucose/shanghai_t2dm/" + recording + ".csv");
      String[] whose = {"--zone", "Asia/Shanghai", "--user", "shanghai|2014", "--device", "cgm|1"};
      send(file, "shanghai-cgm", whose);
    }
    settle();
    assertEquals(1_425 + 1_412, LocalPipeline.stored("shanghai", "2014"));
  }

  @Test
  void asksForTheZoneInsteadOfGuessing() throws IOException {
    assertEquals(1, run(smallHeartRateFile(), "fitbit-heart-rate"));
  }

  @Test
  void refusesToSendSeveralPeopleAsOne() throws IOException {
    Path file = folder.resolve("two.csv");
    Files.writeString(
        file, "Id,Time,Value\n1,4/12/2016 7:21:00 AM,97\n2,4/12/2016 7:21:05 AM,102\n");
    String[] asOne = {"--zone", "UTC", "--user", "test|one", "--device", "test|strap"};
    assertEquals(1, run(file, "fitbit-heart-rate", asOne));
    String[] picked = {
      "--zone", "UTC", "--user", "test|one", "--device", "test|strap", "--id", "2"
    };
    assertEquals(0, run(file, "fitbit-heart-rate", picked));
  }

  @Test
  void storesAWholeHeartRateFile() throws IOException, SQLException {
    Path file = RealFiles.path("fitbit_mturk/heartrate_seconds_4558609924.csv.gz");
    Map<String, Object> report = send(file, "fitbit-heart-rate", "--zone", "America/New_York");
    assertEquals(192_168L, report.get("rows"));
    settle();
    long expected = FileFacts.distinct(file, line -> line);
    assertEquals(192_168, expected);
    assertEquals(expected, LocalPipeline.stored("fitbit", "4558609924"));
  }

  @Test
  void storesAWholeLibreViewFile() throws IOException, SQLException {
    Path file = RealFiles.path("glucose/FreeStyle_Libre_3_synthetic.csv.gz");
    String[] whose = {"--zone", "Europe/Moscow", "--user", "clinic|libre", "--device", "libre|3"};
    long expected = FileFacts.distinct(file, FileFacts::libreGlucose);
    assertTrue(expected > 4_500);
    for (int time = 0; time < 2; time++) {
      Map<String, Object> report = send(file, "libreview", whose);
      assertEquals(5_557L, report.get("rows"));
      settle();
      assertEquals(expected, LocalPipeline.stored("clinic", "libre"));
    }
  }

  @Test
  void storesAWholeClarityFile() throws IOException, SQLException {
    Path file = RealFiles.path("glucose/Clarity_Export_synthetic.csv.gz");
    String[] whose = {"--zone", "Europe/Moscow", "--user", "clinic|g6", "--device", "dexcom|6"};
    Map<String, Object> report = send(file, "dexcom-clarity", whose);
    assertEquals(3_979L, report.get("rows"));
    settle();
    assertEquals(
        FileFacts.distinct(file, FileFacts::clarityGlucose), LocalPipeline.stored("clinic", "g6"));
  }

  private Map<String, Object> send(Path file, String format, String... more) throws IOException {
    Path report = folder.resolve("report.json");
    String[] all = java.util.Arrays.copyOf(more, more.length + 2);
    all[more.length] = "--report";
    all[more.length + 1] = report.toString();
    assertEquals(0, run(file, format, all));
    Map<String, Object> json = Json.object(Files.readString(report));
    assertFalse(json.isEmpty());
    return json;
  }

  private static int run(Path file, String format, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(List.of("send", file.toString(), "--format", format, "--data"));
    arguments.add(LocalPipeline.data().toString());
    arguments.addAll(List.of(more));
    return HealthTrack.run(arguments.toArray(String[]::new));
  }

  private static void settle() {
    try (Accounts accounts = Accounts.open(LocalPipeline.endpoints())) {
      assertTrue(accounts.settled(Duration.ofSeconds(60)).conserved());
    }
  }

  /** 3,000 rows, a few of them twice. */
  private Path smallHeartRateFile() throws IOException {
    Random random = new Random(3);
    DateTimeFormatter layout = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);
    LocalDateTime at = LocalDateTime.of(2016, 4, 12, 7, 21);
    Set<String> rows = new HashSet<>();
    StringBuilder text = new StringBuilder("Id,Time,Value\n");
    String row = "";
    for (int number = 0; number < 3_000; number++) {
      if (number % 250 != 1) {
        at = at.plusSeconds(5);
        row = "777,%s,%d%n".formatted(at.format(layout), 60 + random.nextInt(40));
        rows.add(row);
      }
      text.append(row);
    }
    assertEquals(2_988, rows.size());
    Path file = folder.resolve("small.csv");
    Files.writeString(file, text);
    return file;
  }
}
