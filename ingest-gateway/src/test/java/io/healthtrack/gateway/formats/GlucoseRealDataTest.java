package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the Clarity and LibreView files hold, counted by splitting lines (no cell is quoted). */
class GlucoseRealDataTest {

  private static final ParseOptions MOSCOW = ParseOptions.DEFAULT.in(ZoneId.of("Europe/Moscow"));

  @Test
  void accountsForEveryRowOfClarity() throws FormatException, IOException {
    String file = "glucose/Clarity_Export_synthetic.csv.gz";
    List<String> lines = RealFiles.lines(file);
    Map<String, Long> types = new TreeMap<>();
    Set<String> distinct = new HashSet<>();
    double sum = 0;
    int low = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      types.merge(cells[2], 1L, Long::sum);
      if (cells[2].equals("EGV")) {
        distinct.add(cells[1] + "=" + cells[7]);
        low += cells[7].equals("Low") ? 1 : 0;
        sum += cells[7].equals("Low") ? 40 : Long.parseLong(cells[7]);
      }
    }
    assertEquals(3_979, lines.size() - 1);
    assertEquals(5, low);

    Parsed parsed = Parsed.file("dexcom-clarity", file, MOSCOW);
    assertEquals(3_979, parsed.account().rows());
    assertEquals(types.get("EGV"), parsed.account().readings());
    assertEquals(Map.of(), parsed.account().rejected());
    assertEquals(
        Map.of(
            "patient-info", types.get("FirstName") + types.get("LastName"),
            "device-info", types.get("Device"),
            "alert-setting", types.get("Alert"),
            "insulin", types.get("Insulin")),
        parsed.account().skipped());
    assertEquals(sum, parsed.readings().stream().mapToDouble(ReadingDraft::value).sum());
    assertEquals(low, parsed.readings().stream().filter(r -> "<".equals(r.comparator())).count());
    assertEquals(distinct.size(), distinct(parsed));
  }

  @Test
  void accountsForEveryRowOfLibreView() throws FormatException, IOException {
    String file = "glucose/FreeStyle_Libre_3_synthetic.csv.gz";
    List<String> lines = RealFiles.lines(file);
    Map<String, Long> types = new TreeMap<>();
    Set<String> distinct = new HashSet<>();
    double sum = 0;
    for (String line : lines.subList(2, lines.size())) {
      String[] cells = line.split(",", -1);
      types.merge(cells[3], 1L, Long::sum);
      if (!cells[3].equals("6")) {
        String value = cells[3].equals("0") ? cells[4] : cells[5];
        distinct.add(cells[2] + "=" + value + "/" + cells[3]);
        sum += Long.parseLong(value);
      }
    }
    assertEquals(5_557, lines.size() - 2);

    Parsed parsed = Parsed.file("libreview", file, MOSCOW);
    assertEquals(5_557, parsed.account().rows());
    assertEquals(types.get("0") + types.get("1"), parsed.account().readings());
    assertEquals(Map.of(), parsed.account().rejected());
    assertEquals(Map.of("note", types.get("6")), parsed.account().skipped());
    assertEquals(types.get("1"), parsed.readings().stream().filter(r -> r.sequence() == 1).count());
    assertEquals(sum, parsed.readings().stream().mapToDouble(ReadingDraft::value).sum());
    assertEquals(distinct.size(), distinct(parsed));
  }

  private static long distinct(Parsed parsed) {
    return parsed.readings().stream()
        .map(r -> r.measuredAt() + "=" + r.value() + r.comparator() + "/" + r.sequence())
        .distinct()
        .count();
  }
}
