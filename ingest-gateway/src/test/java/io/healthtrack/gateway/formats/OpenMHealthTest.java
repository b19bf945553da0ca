package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMHealthTest {

  private static final String POINT =
      """
      {"header":{"id":"243c773b-8936-407e-9c23-270d0ea49cc4","creation_date_time":"2026-03-09T10:00:00Z",
        "schema_id":{"namespace":"omh","name":"heart-rate","version":"2.0"},"user_id":"jdoe",
        "acquisition_provenance":{"source_name":"RunKeeper","modality":"sensed"}},
       "body":{"heart_rate":{"value":61,"unit":"beats/min"},"descriptive_statistic":"maximum",
        "effective_time_frame":{"date_time":"2026-03-01T10:00:00+01:00"}}}""";

  @Test
  void aDataPointIsMeasuredWhenItsBodySaysNotWhenItWasCreated() throws Exception {
    ReadingDraft reading = parse(POINT).only();
    assertEquals("heart-rate", reading.metric());
    assertEquals(Instant.parse("2026-03-01T09:00:00Z"), reading.measuredAt());
    assertEquals(60, reading.offsetMinutes());
    assertEquals("open-mhealth|243c773b-8936-407e-9c23-270d0ea49cc4", reading.id());
    assertEquals("open-mhealth|jdoe", reading.user());
    assertEquals("maximum", reading.statistic());
    assertEquals(ReadingDraft.SENSED, reading.modality());
  }

  @Test
  void pressuresArePairedAndKeepApart() throws Exception {
    String body =
        """
        {"systolic_blood_pressure":{"value":131,"unit":"mmHg"},
         "diastolic_blood_pressure":{"value":82,"unit":"mmHg"},
         "effective_time_frame":{"date_time":"2026-03-01T10:00:00Z"}}""";
    List<ReadingDraft> pair = parse(body).readings();
    assertEquals(2, pair.size());
    assertEquals(pair.get(0).group(), pair.get(1).group());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"start_date_time\":\"2026-03-01T10:00:00Z\",\"end_date_time\":\"2026-03-01T10:05:00Z\"",
        "\"start_date_time\":\"2026-03-01T10:00:00Z\",\"duration\":{\"value\":300,\"unit\":\"sec\"}",
        "\"end_date_time\":\"2026-03-01T10:05:00Z\",\"duration\":{\"value\":5,\"unit\":\"min\"}"
      })
  void anIntervalIsToldByTwoOfThree(String interval) throws Exception {
    ReadingDraft steps = parse(steps(interval)).only();
    assertEquals(Instant.parse("2026-03-01T10:00:00Z"), steps.measuredAt());
    assertEquals(Instant.parse("2026-03-01T10:05:00Z"), steps.endAt());
    assertEquals("{steps}", steps.unit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"date\":\"2026-03-01\",\"part_of_day\":\"morning\"",
        "\"start_date_time\":\"2026-03-01T10:00:00Z\"",
        "\"start_date_time\":\"2026-03-01T10:00:00Z\",\"duration\":{\"value\":1,\"unit\":\"Mo\"}",
        "\"start_date_time\":\"2026-03-01T10:00:00Z\",\"duration\":{\"value\":1e300,\"unit\":\"wk\"}",
        "\"start_date_time\":\"2026-03-01T10:00:00Z\",\"duration\":{\"value\":-1,\"unit\":\"h\"}",
        "\"start_date_time\":\"2026-03-01T10:00:00Z\",\"end_date_time\":\"2026-03-01T09:00:00Z\""
      })
  void anIntervalThatIsNoneIsRefused(String interval) throws Exception {
    assertEquals("bad-time effective_time_frame.time_interval", parse(steps(interval)).rejection());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"value\":61; \"value\":\"61\"; not-a-number heart_rate.value",
        "\"value\":61; \"low_value\":1,\"high_value\":2; not-a-number heart_rate",
        "\"value\":61; \"value\":1e999; not-a-number heart_rate.value",
        "\"unit\":\"beats/min\"; \"x\":1; missing-field heart_rate.unit",
        "\"maximum\"; \"largest\"; malformed descriptive_statistic",
        "2026-03-01T10:00:00+01:00; 2026-03-01T10:00:00; bad-time effective_time_frame.date_time",
        "effective_time_frame; x; missing-field effective_time_frame",
        "\"heart_rate\":; \"y\":; missing-field heart_rate"
      })
  void whatIsWrongIsNamedWithItsField(String what, String instead, String rejection)
      throws Exception {
    assertEquals(rejection, parse(POINT.replace(what, instead)).rejection());
  }

  @Test
  void aSumOfAMomentIsRefused() throws Exception {
    assertEquals(
        "bad-time effective_time_frame.date_time",
        parse(
                "{\"step_count\":7,\"effective_time_frame\":{\"date_time\":\"2026-03-01T10:00:00Z\"}}")
            .rejection());
  }

  @Test
  void bareBodiesAreOfTheSchemaThatTheCallerNames() throws Exception {
    String body = "{\"body_weight\":{\"value\":70,\"unit\":\"kg\"}}";
    ParseOptions weight = ParseOptions.DEFAULT.ofSchema("omh:body-weight:2.0");
    assertEquals(
        "missing-field effective_time_frame", Parsed.of("open-mhealth", body, weight).rejection());
    ParseOptions pressure = ParseOptions.DEFAULT.ofSchema("blood-pressure:3.0");
    assertEquals(
        "missing-field systolic_blood_pressure",
        Parsed.of("open-mhealth", body, pressure).rejection());
  }

  @Test
  void listsAndShimmersEnvelopeAreRowsOfPoints() throws Exception {
    assertEquals(2, parse("[" + POINT + "," + POINT + "]").account().rows());
    assertEquals(
        Map.of("no-metric", 1L),
        parse("{\"shim\":\"x\",\"body\":[" + POINT + ",{\"header\":{},\"body\":{}}]}")
            .account()
            .skipped());
    assertThrows(WrongHeaderException.class, () -> parse("\"2026-03-01\""));
  }

  private static String steps(String interval) {
    return "{\"step_count\":7,\"effective_time_frame\":{\"time_interval\":{" + interval + "}}}";
  }

  private static Parsed parse(String body) throws Exception {
    return Parsed.of("open-mhealth", body, ParseOptions.DEFAULT);
  }
}
