package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of real files in FORMATS.md says what the parsers do, and says it of every file. */
class RealFilesTest {

  /** Rows of the table: file, format, rows, accepted, rejected, skipped. */
  record Line(
      String file, String format, long rows, long accepted, String rejected, String skipped) {}

  static List<Line> table() throws IOException {
    return cells(7)
        .map(
            cell ->
                new Line(
                    cell[0],
                    cell[1],
                    Long.parseLong(cell[2].replace(",", "")),
                    Long.parseLong(cell[3].replace(",", "")),
                    cell[4],
                    cell[5]))
        .toList();
  }

  static List<String> without() throws IOException {
    return cells(2).map(cell -> cell[0]).toList();
  }

  /** Cells of the lines that begin with a path of the test data. */
  private static Stream<String[]> cells(int columns) throws IOException {
    String text = Files.readString(Path.of("FORMATS.md"));
    return text.substring(text.indexOf("\n## Real files"))
        .lines()
        .filter(line -> line.matches("\\| `[a-z_]+/.*"))
        .map(
            line ->
                Stream.of(line.substring(1).split("\\|"))
                    .map(cell -> cell.strip().replace("`", ""))
                    .toArray(String[]::new))
        .filter(cells -> cells.length == columns && !cells[0].matches("(fhir_r4|openmhealth)/.*"));
  }

  static Parsed parse(String format, String file) throws FormatException, IOException {
    String zone =
        file.contains("shanghai")
            ? "Asia/Shanghai"
            : file.matches("glucose/(Clarity|FreeStyle).*") ? "Europe/Moscow" : "America/New_York";
    return Parsed.file(
        format, file, ParseOptions.DEFAULT.in(ZoneId.of(zone)).wornBy("test|somebody"));
  }

  private static String words(SortedMap<String, Long> counts) {
    return counts.isEmpty()
        ? "0"
        : counts.entrySet().stream()
            .map(count -> count.getKey() + " " + count.getValue())
            .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @MethodSource("table")
  void doesWhatTheTableSays(Line line) throws FormatException, IOException {
    Parsed parsed = parse(line.format(), line.file());
    FileAccount account = parsed.account();
    parsed.readings().forEach(CatalogueAgreementTest::check);
    assertEquals(
        line,
        new Line(
            line.file(),
            line.format(),
            account.rows(),
            account.readings(),
            words(account.rejected()),
            words(account.skipped())));
  }

  @ParameterizedTest
  @MethodSource("without")
  void takesNothingFromOtherFiles(String file) throws IOException {
    for (String format : Formats.names()) {
      try (InputStream in = RealFiles.open(file)) {
        var account = new FileAccount();
        Formats.named(format).orElseThrow().parse(in, Parsed.NEW_YORK, account);
        assertEquals(0, account.readings(), format);
      } catch (FormatException expected) {
        // Most say that it is no file of theirs.
      }
    }
  }

  @Test
  void namesEveryFile() throws IOException {
    Path root = RealFiles.path("README.md").getParent();
    Set<String> named = new TreeSet<>(without());
    table().forEach(line -> named.add(line.file()));
    Set<String> present = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.contains("/") && !file.matches("(fhir_r4|openmhealth)/.*"))
          .forEach(present::add);
    }
    assertEquals(present, named);
  }
}
