package io.healthtrack.sink.healthfit;

import static io.healthtrack.sink.healthfit.CatalogueFileTest.HEADER;
import static io.healthtrack.sink.healthfit.CatalogueFileTest.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.healthtrack.sink.MigratedDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HealthFitImportIT {

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void accountsForEveryRowAndChangesNothingTheSecondTime() {
    String file =
        "\uFEFF"
            + HEADER
            + row("Tick ,FitnessBand,One,Black,\"2,499\",\"2,999\",E-Ink,4.1,Wool,14,")
            + row("Tick,FitnessBand,One,Black ,\"2,499\",\"2,999\",E-Ink,4.1,Wool,14,")
            + row("Tick,FitnessBand,One,Blue,\"2,499\",\"2,999\",E-Ink,,Wool,14,")
            + row("Tock,Smartwatch,One,Black,free,,,,,,");
    ImportAccount first = run("catalogue.csv", file);
    assertEquals(
        List.of(4, 1, 1, 2, 1, 0),
        List.of(
            first.rows(),
            first.models(),
            first.modelsAdded(),
            first.variantsAdded(),
            first.duplicates(),
            first.alreadyThere()));
    assertEquals(5, first.rejections().get(0).line());
    List<String> held = held();
    ImportAccount second = run("catalogue.csv", file);
    assertEquals(
        List.of(4, 0, 0, 1, 2),
        List.of(
            second.rows(),
            second.modelsAdded(),
            second.variantsAdded(),
            second.duplicates(),
            second.alreadyThere()));
    assertEquals(held, held());
    assertEquals(
        List.of(
            "catalogue.csv|4|2|1|0|1|5|Selling Price", "catalogue.csv|4|0|1|2|1|5|Selling Price"),
        database.query(
            """
            SELECT file_name, row_count, variants_added, duplicates, already_there, rejected,
                   rejections -> 0 ->> 'line', rejections -> 0 ->> 'column'
            FROM ops.catalogue_imports ORDER BY import_id
            """));
  }

  @Test
  void accountsForEveryRowOfTheRealCatalogue() throws IOException {
    Path file = realFile();
    String text = Files.readString(file, StandardCharsets.UTF_8);
    // An independent reading: lines and cells by hand, blanks at their ends cut off.
    List<List<String>> rows = new ArrayList<>();
    for (String line : text.replace("\uFEFF", "").split("\r\n", -1)) {
      if (!line.isEmpty()) {
        rows.add(cells(line));
      }
    }
    rows.remove(0);
    assertEquals(565, rows.size());
    Set<List<String>> different = new HashSet<>(rows);
    Set<List<String>> models =
        different.stream().map(row -> List.of(row.get(0), row.get(2))).collect(Collectors.toSet());
    ImportAccount account =
        new HealthFitImport(database.jdbi(), "INR").run(file, Files.readAllBytes(file));
    assertEquals(List.of(), account.rejections());
    assertEquals(565, account.rows());
    assertEquals(392, account.models());
    assertEquals(models.size(), account.models());
    assertEquals(different.size(), account.variantsAdded());
    assertEquals(561, account.variantsAdded());
    assertEquals(4, account.duplicates());
    assertEquals(
        List.of("561|392|%s|%s".formatted(empty(different, 7), empty(different, 10))),
        database.query(
            """
            SELECT count(*), count(DISTINCT model_id), count(*) - count(rating), count(*) - count(reviews)
            FROM health.device_variants
            """));
    assertEquals(
        List.of(String.valueOf(different.stream().mapToLong(row -> number(row.get(4))).sum())),
        database.query("SELECT sum(selling_price)::bigint FROM health.device_variants"));
    ImportAccount again =
        new HealthFitImport(database.jdbi(), "INR").run(file, Files.readAllBytes(file));
    assertEquals(
        List.of(0, 4, 561),
        List.of(again.variantsAdded(), again.duplicates(), again.alreadyThere()));
    assertEquals(
        List.of("Band", "Band 2", "Band 3", "Band 4", "Band 5", "Band 6", "Watch"),
        database.query(
            """
            SELECT model_name FROM health.device_models GROUP BY model_name
            HAVING count(DISTINCT brand) > 1 ORDER BY model_name
            """));
  }

  private ImportAccount run(String name, String file) {
    return new HealthFitImport(database.jdbi(), "INR")
        .run(Path.of("/somewhere", name), file.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> held() {
    return database.query(
        "SELECT * FROM health.device_models m JOIN health.device_variants v USING (model_id) ORDER BY variant_id");
  }

  private static long empty(Set<List<String>> rows, int cell) {
    return rows.stream().filter(row -> row.get(cell).isEmpty()).count();
  }

  private static long number(String price) {
    return price.isEmpty() ? 0 : Long.parseLong(price.replace(",", ""));
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  /** Not part of the project: where it is missing the test is skipped. */
  private static Path realFile() {
    Path root = Path.of(System.getProperty("healthtrack.root", "."));
    String place = System.getenv("HEALTHTRACK_DATA");
    Path file =
        root.resolve(place == null ? "../shared/data" : place)
            .resolve("healthfit/fitness_trackers.csv")
            .normalize();
    if ("required".equals(System.getProperty("healthtrack.real-data"))) {
      assertTrue(Files.exists(file), file + " is missing; HEALTHTRACK_DATA says where to look");
    }
    assumeTrue(Files.exists(file), file + " is not here; HEALTHTRACK_DATA says where to look");
    return file;
  }
}
