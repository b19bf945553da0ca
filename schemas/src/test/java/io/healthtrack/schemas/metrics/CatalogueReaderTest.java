package io.healthtrack.schemas.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueReaderTest {

  private static final String GOOD =
      """
      {"id": 1, "code": "pulse", "display": "Pulse", "kind": "instant", "unit": "/min",
       "low": 20, "high": 300, "max_gap": "PT1M", "accepted": [{"unit": "bpm"}],
       "loinc": [{"code": "8867-4", "name": "Heart rate"}], "bins": [20, 60, 300]}\
      """;

  @Test
  void readsOneMetric() throws IOException {
    Metric metric = read(GOOD).byCode("pulse").orElseThrow();
    assertEquals(MetricKind.INSTANT, metric.kind());
    assertEquals(List.of(20.0, 60.0, 300.0), metric.bins());
    assertEquals(new AcceptedUnit("bpm", 1, 0), metric.accepted().getFirst());
  }

  @Test
  void cutsRangeIntoEqualBins() throws IOException {
    String metrics = GOOD.replace("[20, 60, 300]", "{\"from\": 0, \"to\": 100, \"count\": 4}");
    Metric metric = read(metrics).byCode("pulse").orElseThrow();
    assertEquals(List.of(0.0, 25.0, 50.0, 75.0, 100.0), metric.bins());
  }

  @Test
  void messagesNameTheMetricAndTheField() {
    refuses("metric pulse, low: must be below high", "\"low\": 20", "\"low\": 300");
    refuses("metric pulse, id: must be a small whole number", "\"id\": 1", "\"id\": 70000");
    refuses("metric pulse, display: is blank", "\"Pulse\"", "\" \"");
    refuses("metric pulse, kind: must be instant,", "\"instant\"", "\"sometimes\"");
    refuses("metric pulse, max_gap: must be a duration", "PT1M", "a minute");
    refuses("metric pulse, bins: must ascend, edge 2 does not", "60, 300", "60, 60");
    refuses("metric pulse, unit: must be a text", "\"/min\"", "5");
    refuses("metric pulse, accepted: factor of bpm", "\"bpm\"", "\"bpm\", \"factor\": -1");
    refuses("metric pulse, accepted: names /min twice", "\"bpm\"", "\"/min\"");
    refuses("metric pulse, loinc: 8867-5 is no LOINC number", "8867-4", "8867-5");
    refuses("metric pulse, lowest: is unknown", "\"low\": 20", "\"low\": 20, \"lowest\": 1");
    refuses("metric pulse, categories: belong to", "\"instant\"", "\"categorical\"");
    refuses("metric Pulse, code: must be lower-case", "\"pulse\"", "\"Pulse\"");
  }

  @Test
  void codesIdsAndLoincNumbersBelongToOneMetric() {
    String otherCode = GOOD.replace("\"pulse\"", "\"other\"");
    String otherId = otherCode.replace("\"id\": 1", "\"id\": 2");
    refusesText("metric pulse, code: pulse belongs to pulse already", GOOD + "," + GOOD);
    refusesText("metric other, id: 1 belongs to pulse already", GOOD + "," + otherCode);
    refusesText("metric other, loinc: 8867-4 belongs to pulse already", GOOD + "," + otherId);
  }

  private static void refuses(String message, String from, String to) {
    refusesText(message, GOOD.replace(from, to));
  }

  private static void refusesText(String message, String metrics) {
    String found = assertThrows(IllegalArgumentException.class, () -> read(metrics)).getMessage();
    assertEquals(message, found.substring(0, Math.min(message.length(), found.length())));
  }

  private static MetricCatalogue read(String metrics) throws IOException {
    byte[] json = ("{\"metrics\": [" + metrics + "]}").getBytes(StandardCharsets.UTF_8);
    return MetricCatalogue.read(new ByteArrayInputStream(json));
  }
}
