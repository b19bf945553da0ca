package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real Fitbit files hold, counted by splitting lines. */
class FitbitRealDataTest {

  @ParameterizedTest
  @CsvSource({
    "fitbit_mturk/heartrate_seconds_4558609924.csv.gz, 192168",
    "fitbit_mturk/heartrate_seconds_2022484408.csv.gz, 154104",
    "fitbit_mturk/heartrate_seconds_6117666160.csv.gz, 158899",
    "fitbit_mturk/heartrate_seconds_raw_2022484408_apr01-03.csv.gz, 8418",
  })
  void takesEveryHeartRate(String file, int rows) throws FormatException, IOException {
    List<String> lines = RealFiles.lines(file);
    double sum = 0;
    Set<String> distinct = new HashSet<>();
    Set<String> people = new HashSet<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      people.add(cells[0]);
      distinct.add(cells[1] + "=" + cells[2]);
      sum += Long.parseLong(cells[2]);
    }
    assertEquals(rows, lines.size() - 1);

    Parsed parsed = Parsed.file("fitbit-heart-rate", file, Parsed.NEW_YORK);
    assertEquals(rows, parsed.account().rows());
    assertEquals(rows, parsed.readings().size());
    assertEquals(Map.of(), parsed.account().rejected());
    assertEquals(Map.of(), parsed.account().skipped());
    assertEquals(sum, parsed.readings().stream().mapToDouble(ReadingDraft::value).sum());
    assertEquals(
        distinct.size(),
        parsed.readings().stream().map(r -> r.measuredAt() + "=" + r.value()).distinct().count());
    assertEquals(
        people, parsed.readings().stream().map(ReadingDraft::personId).collect(Collectors.toSet()));
  }

  @Test
  void takesEveryMinuteOfSteps() throws FormatException, IOException {
    String file = "fitbit_mturk/minuteStepsWide_merged.csv.gz";
    List<String> lines = RealFiles.lines(file);
    Map<String, Long> steps = new TreeMap<>();
    Map<String, Set<String>> hours = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      assertEquals(62, cells.length);
      long sum = Arrays.stream(cells).skip(2).mapToLong(Long::parseLong).sum();
      steps.merge(cells[0], sum, Long::sum);
      hours.computeIfAbsent(cells[0], id -> new HashSet<>()).add(cells[1]);
    }
    assertEquals(12_035, lines.size() - 1);

    Parsed parsed = Parsed.file("fitbit-minute-steps-wide", file, Parsed.NEW_YORK);
    assertEquals(12_035, parsed.account().rows());
    assertEquals(722_100, parsed.readings().size());
    assertEquals(Map.of(), parsed.account().rejected());
    assertEquals(Map.of(), parsed.account().skipped());
    Map<String, Long> ours = new TreeMap<>();
    Map<String, Set<Long>> minutes = new TreeMap<>();
    for (ReadingDraft reading : parsed.readings()) {
      ours.merge(reading.personId(), (long) reading.value(), Long::sum);
      minutes
          .computeIfAbsent(reading.personId(), id -> new HashSet<>())
          .add(reading.measuredAt().getEpochSecond());
      assertEquals(Duration.ofMinutes(1), Duration.between(reading.measuredAt(), reading.endAt()));
    }
    assertEquals(steps, ours);
    hours.forEach((id, set) -> assertEquals(60 * set.size(), minutes.get(id).size()));
  }

  @Test
  void takesBothTotalsOfEverySleepDay() throws FormatException, IOException {
    String file = "fitbit_mturk/sleepDay_merged.csv";
    List<String> lines = RealFiles.lines(file);
    double asleep = 0;
    double inBed = 0;
    Set<String> distinct = new HashSet<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      distinct.add(cells[0] + cells[1]);
      asleep += Long.parseLong(cells[3]);
      inBed += Long.parseLong(cells[4]);
    }
    assertEquals(215, lines.size() - 1);

    Parsed parsed = Parsed.file("fitbit-sleep-day", file, Parsed.NEW_YORK);
    assertEquals(215, parsed.account().rows());
    assertEquals(430, parsed.readings().size());
    assertEquals(Map.of(), parsed.account().rejected());
    assertEquals(Map.of(), parsed.account().skipped());
    assertEquals(asleep, sum(parsed, "sleep-duration"));
    assertEquals(inBed, sum(parsed, "time-in-bed"));
    assertEquals(
        distinct.size(),
        parsed.readings().stream().map(r -> r.personId() + r.measuredAt()).distinct().count());
  }

  @Test
  void takesEveryWeight() throws FormatException, IOException {
    String file = "fitbit_mturk/weightLogInfo_merged.csv";
    List<String> lines = RealFiles.lines(file);
    double weight = 0;
    int fats = 0;
    int typed = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      weight += Double.parseDouble(cells[2]);
      fats += cells[4].isEmpty() ? 0 : 1;
      typed += cells[6].equals("TRUE") ? 1 : 0;
    }
    assertEquals(10, lines.size() - 1);
    assertEquals(1, fats);

    Parsed parsed = Parsed.file("fitbit-weight", file, Parsed.NEW_YORK);
    assertEquals(10, parsed.account().rows());
    assertEquals(20 + fats, parsed.readings().size());
    assertEquals(Map.of(), parsed.account().rejected());
    assertEquals(Map.of(), parsed.account().skipped());
    assertEquals(weight, sum(parsed, "weight"), 1e-9);
    assertEquals(
        typed,
        parsed.readings().stream()
            .filter(r -> r.metric().equals("weight"))
            .filter(r -> ReadingDraft.SELF_REPORTED.equals(r.modality()))
            .count());
  }

  private static double sum(Parsed parsed, String metric) {
    return parsed.readings().stream()
        .filter(r -> r.metric().equals(metric))
        .mapToDouble(ReadingDraft::value)
        .sum();
  }
}
