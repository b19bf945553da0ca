package io.healthtrack.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {

  @TempDir Path folder;

  @Test
  void aScenariosNumbersAreFoundByName() throws IOException {
    Path file = folder.resolve("numbers.json");
    report(file).of("sink").put("ratio_to_copy", 0.7, "", Goal.atLeast(0.65));
    Map<String, Object> document = Json.object(Files.readString(file));
    assertEquals(Map.of("ratio_to_copy", 0.7), document.get("sink"));
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    Path file = folder.resolve("numbers.json");
    BenchReport written = report(file);
    BenchReport.Numbers numbers = written.of("sink");
    numbers.put("copy_per_s", Rounds.of(300, 200, 400), "rows/s");
    numbers.put("p99_ms", 12, "ms", Goal.atMost(10));
    numbers.settings("copy", Map.of("batch", "50,000"));
    numbers.point("rates", Map.of("rate", 1.0, "lost", Double.NaN));
    written.failed("gateway", "no port");

    BenchReport read = ReportFile.read(file);
    assertEquals(ReportTable.of(written), ReportTable.of(read));
    assertEquals(written.scenarios().get("sink").points(), read.scenarios().get("sink").points());
    assertEquals("300", read.scenarios().get("sink").numbers().get("copy_per_s").text());
    assertFalse(read.complete());
  }

  @Test
  void numbersOfOthersOutliveAFailure() throws IOException {
    Path file = folder.resolve("numbers.json");
    BenchReport report = report(file);
    report.of("sink").put("sink_per_s", 1, "rows/s");
    report.of("gateway").put("door_per_s", 2, "readings/s");
    report.failed("gateway", "it ended");
    String table = ReportTable.of(ReportFile.read(file));
    assertTrue(table.contains("sink_per_s"), table);
    assertTrue(table.contains("Did not come to its end: it ended"), table);
  }

  @Test
  void everyScenarioWithRatesHasAPicture() {
    BenchReport report = report(folder.resolve("numbers.json"));
    for (String scenario : new String[] {"sink", "something-new"}) {
      report.of(scenario).put("copy_per_s", Rounds.of(1, 2), "rows/s");
    }
    BenchReport.Numbers pipeline = report.of("pipeline");
    pipeline.put("sustained_per_s", 10, "readings/s");
    pipeline.point("rates", Map.of("rate", 10.0, "stored_p99_ms", 5.0));
    assertEquals(3, ReportPictures.of(report).size());
    ReportPictures.of(report).values().forEach(picture -> assertTrue(picture.svg().length() > 500));
  }

  private static BenchReport report(Path file) {
    return new BenchReport(
        new Circumstances(Map.of("cores", "2")), new LinkedHashMap<>(), Optional.of(file));
  }
}
