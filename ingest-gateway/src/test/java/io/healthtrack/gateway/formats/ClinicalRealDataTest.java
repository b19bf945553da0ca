package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * What FHIR's and Open mHealth's files hold. Synthea's are counted by searching their text; the
 * official examples are few and were counted by reading them.
 */
class ClinicalRealDataTest {

  private static final Pattern CODE =
      Pattern.compile("\"code\": \\{\\s*\"coding\": \\[\\s*\\{[^}]*?\"code\": \"([0-9-]+)\"");

  private static final Map<String, String> ONE_EACH =
      Map.of(
          "8302-2", "height",
          "29463-7", "weight",
          "39156-5", "bmi",
          "72514-3", "pain",
          "2339-0", "blood-glucose",
          "2345-7", "blood-glucose",
          "8331-1", "body-temperature");

  @Test
  void accountsForEveryEntryOfSynthea() throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    Totals totals = new Totals();
    long entries = 0;
    for (Path file : files("fhir_r4/synthea")) {
      String text = text(file);
      for (String entry : text.split("\"fullUrl\"", -1)) {
        if (!entry.contains("\"resourceType\"") || entry.startsWith("{")) {
          continue;
        }
        entries++;
        if (!entry.contains("\"resourceType\": \"Observation\"")) {
          expected.merge("skipped other-resource", 1L, Long::sum);
          continue;
        }
        Matcher code = CODE.matcher(entry);
        assertTrue(code.find(), "an Observation has a code");
        if (code.group(1).equals("55284-4")) {
          // Some pressures state neither value unit nor code.
          boolean units = entry.contains("\"unit\": \"mm[Hg]\"");
          expected.merge(units ? "systolic-pressure" : "rejected missing-field", 1L, Long::sum);
          expected.merge(units ? "diastolic-pressure" : "rejected missing-field", 1L, Long::sum);
        } else {
          expected.merge(ONE_EACH.getOrDefault(code.group(1), "skipped no-metric"), 1L, Long::sum);
        }
      }
      totals.add("fhir", file);
    }
    assertEquals(16_385, entries, "as the data's own description counts");
    assertEquals(expected, totals.counts());
  }

  @Test
  void officialExamplesOfFhirAreReadOrRefusedForTheirReason() throws Exception {
    Totals totals = new Totals();
    for (Path file : files("fhir_r4/spec_examples")) {
      totals.add("fhir", file);
    }
    assertEquals(
        Map.of(
            "blood-glucose", 1L,
            "oxygen-saturation", 1L,
            "rejected bad-time", 6L,
            "skipped no-metric", 16L,
            "skipped not-final", 2L,
            "skipped other-resource", 114L,
            "skipped summary", 2L),
        totals.counts());
  }

  @Test
  void whatTheReferenceValidatorCallsNoJsonIsRefusedAsAWhole() throws Exception {
    Totals totals = new Totals();
    Set<String> refused = new TreeSet<>();
    for (Path file : files("fhir_r4/validator_cases")) {
      if (file.toString().endsWith(".json") && !totals.add("fhir", file)) {
        refused.add(file.getFileName().toString());
      }
    }
    assertEquals(
        Set.of(
            "bad-json-close-1.json",
            "bad-json-close-3.json",
            "json-comma-bad-2.json",
            "json-comments-1.json",
            "json-comments-2.json",
            "json-no-quotes-1.json"),
        refused);
    assertEquals(
        Map.ofEntries(
            Map.entry("bmi", 1L),
            Map.entry("body-temperature", 4L),
            Map.entry("diastolic-pressure", 3L),
            Map.entry("heart-rate", 3L),
            Map.entry("height", 2L),
            Map.entry("oxygen-saturation", 1L),
            Map.entry("respiratory-rate", 2L),
            Map.entry("systolic-pressure", 3L),
            Map.entry("weight", 3L),
            Map.entry("skipped no-metric", 19L),
            Map.entry("skipped other-resource", 108L)),
        totals.counts());
  }

  @Test
  void dataPointsThatMustFailAreNotTakenForWhatWeRead() throws Exception {
    Totals passing = new Totals();
    Totals failing = new Totals();
    Set<String> taken = new TreeSet<>();
    for (Path file : files("openmhealth")) {
      if (!file.toString().endsWith(".json")) {
        continue;
      }
      if (file.toString().contains("shouldPass")) {
        passing.add("open-mhealth", file);
      } else {
        failing.add("open-mhealth", file);
        Totals one = new Totals();
        one.add("open-mhealth", file);
        if (one.readings() > 0) {
          Path name = RealFiles.path("openmhealth").relativize(file);
          taken.add(name.toString().replace("/shouldFail", "").replace("omh/", ""));
        }
      }
    }
    assertEquals(
        Set.of(
            // The activity's name is missing, or is none: it is not read.
            "granola/hk-workout/1.0/missing-activity-name.json",
            "blood-pressure/3.1/invalid-pa-value.json",
            // Of two pressures one has a good unit, and that one is taken.
            "blood-pressure/3.0/invalid-unit.json",
            "blood-pressure/4.0/invalid-unit.json",
            "blood-pressure/4.0/invalid-pa-value.json"),
        taken);
    // 73 by their schema; three of them end before they begin, which no schema can say.
    assertEquals(70L, passing.readings());
    assertEquals(
        Map.of(
            "rejected bad-time", 4L,
            "rejected missing-field", 10L,
            "skipped no-metric", 33L,
            "skipped workout", 4L),
        passing.withoutReading());
    assertEquals(
        Map.of(
            "rejected bad-time", 8L,
            "rejected malformed", 3L,
            "rejected missing-field", 32L,
            "skipped no-metric", 64L),
        failing.withoutReading());
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(RealFiles.path(folder))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What became of the rows of some files. */
  private static final class Totals {

    private final Map<String, Long> counts = new TreeMap<>();
    private long readings;

    /** Whether the file could be read at all. */
    boolean add(String format, Path file) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        Formats.named(format).orElseThrow().parse(in, ParseOptions.DEFAULT, this::take);
        return true;
      } catch (FormatException e) {
        return false;
      }
    }

    Map<String, Long> counts() {
      return counts;
    }

    /** Rejections by code, skips by reason. */
    Map<String, Long> withoutReading() {
      Map<String, Long> rest = new TreeMap<>(counts);
      rest.keySet().removeIf(word -> word.indexOf(' ') < 0);
      return rest;
    }

    /** Those whose unit the catalogue knows, as the gateway asks it next. */
    long readings() {
      return readings;
    }

    private void take(ParsedRow row) {
      switch (row) {
        case ParsedRow.Accepted accepted -> {
          for (ReadingDraft draft : accepted.readings()) {
            counts.merge(draft.metric(), 1L, Long::sum);
            boolean known =
                MetricCatalogue.load().byCode(draft.metric()).orElseThrow().accepts(draft.unit());
            readings += known ? 1 : 0;
          }
        }
        case ParsedRow.Rejected refused ->
            counts.merge("rejected " + refused.code(), 1L, Long::sum);
        case ParsedRow.Skipped left -> counts.merge("skipped " + left.reason(), 1L, Long::sum);
      }
    }
  }
}
