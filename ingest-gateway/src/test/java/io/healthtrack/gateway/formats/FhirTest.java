package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FhirTest {

  private static final String HEART_RATE =
      """
      {"resourceType":"Observation","id":"o1","status":"final",
       "code":{"coding":[{"system":"http://snomed.info/sct","code":"364075005"},
                         {"system":"http://loinc.org","code":"8867-4"}]},
       "subject":{"reference":"Patient/f001"},
       "effectiveDateTime":"2026-03-01T10:00:00+01:00",
       "valueQuantity":{"value":61,"unit":"beats/minute","system":"http://unitsofmeasure.org","code":"/min"}}""";

  @Test
  void anObservationIsAReadingOfItsSubject() throws Exception {
    ReadingDraft reading = parse(HEART_RATE).only();
    assertEquals("heart-rate", reading.metric());
    assertEquals(61, reading.value());
    assertEquals("/min", reading.unit());
    assertEquals(Instant.parse("2026-03-01T09:00:00Z"), reading.measuredAt());
    assertEquals(60, reading.offsetMinutes());
    assertEquals("Patient|f001", reading.user());
    assertEquals("fhir|Patient|f001|Observation/o1", reading.id());
    assertEquals(ReadingDraft.SENSED, reading.modality());
    assertNull(reading.group());
  }

  @ParameterizedTest
  @CsvSource({"85354-9", "55284-4"})
  void bothPanelsOfBloodPressureAreAPair(String panel) throws Exception {
    List<ReadingDraft> pair = parse(pressure(panel)).readings();
    assertEquals(
        List.of("systolic-pressure", "diastolic-pressure"),
        pair.stream().map(ReadingDraft::metric).toList());
    assertEquals(
        List.of("mm[Hg]", "mmHg"),
        pair.stream().map(ReadingDraft::unit).toList(),
        "the UCUM code where there is one, else the unit as written");
    assertEquals(">", pair.get(0).comparator());
    assertEquals("mrn|9", pair.get(0).user());
    assertEquals("amended", pair.get(0).status());
    assertEquals(Instant.parse("2026-03-01T10:00:30Z"), pair.get(0).endAt());
    assertEquals(pair.get(0).group(), pair.get(1).group());
    assertEquals("fhir|urn:lab|77#systolic-pressure", pair.get(0).id());
    assertNotEquals(pair.get(0).id(), pair.get(1).id());
  }

  @ParameterizedTest
  @CsvSource({"2708-6", "59408-5"})
  void oxygenSaturationHasTwoCodes(String code) throws Exception {
    String body = HEART_RATE.replace("8867-4", code).replace("\"code\":\"/min\"", "\"code\":\"%\"");
    assertEquals("oxygen-saturation", parse(body).only().metric());
  }

  @ParameterizedTest
  @CsvSource({"preliminary", "registered", "cancelled", "unknown"})
  void whatIsNotFinalIsNoReading(String status) throws Exception {
    assertEquals(
        Map.of("not-final", 1L),
        parse(HEART_RATE.replace("\"final\"", "\"" + status + "\"")).account().skipped());
  }

  @Test
  void whatWasEnteredInErrorTakesItsReadingBack() throws Exception {
    ReadingDraft retraction = parse(HEART_RATE.replace("\"final\"", "\"entered-in-error\"")).only();
    assertEquals("entered-in-error", retraction.status());
    assertEquals(parse(HEART_RATE).only().id(), retraction.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"final\"; \"done\"; bad-status status",
        "2026-03-01T10:00:00+01:00; 2026-03-01; bad-time effectiveDateTime",
        "2026-03-01T10:00:00+01:00; 2026-03-01T10:00:00; bad-time effectiveDateTime",
        "2026-03-01T10:00:00+01:00; 2026-02-30T10:00:00Z; bad-time effectiveDateTime",
        "2026-03-01T10:00:00+01:00; 2026-12-31T23:59:60Z; bad-time effectiveDateTime",
        "effectiveDateTime; x; missing-field effectiveDateTime",
        "effectiveDateTime; effectiveTiming; bad-time effective",
        "\"value\":61; \"value\":\"61\"; not-a-number valueQuantity.value",
        "\"value\":61; \"value\":1e400; not-a-number valueQuantity.value",
        "\"value\":61; \"value\":NaN; not-a-number valueQuantity.value",
        "\"value\":61; \"x\":61; missing-field valueQuantity.value",
        "\"value\":61; \"value\":61,\"comparator\":\"ad\"; bad-comparator valueQuantity.comparator",
        "valueQuantity; valueSampledData; not-a-number valueSampledData",
        "Patient/f001; Group/herd1; malformed subject"
      })
  void whatIsWrongIsNamedWithItsField(String what, String instead, String rejection)
      throws Exception {
    assertEquals(rejection, parse(HEART_RATE.replace(what, instead)).rejection());
  }

  @Test
  void referencesOfABundleAreItsPatientsIdentifiers() throws Exception {
    String bundle =
        """
        {"resourceType":"Bundle","type":"transaction","entry":[
          {"fullUrl":"urn:uuid:11","resource":%s},
          {"fullUrl":"urn:uuid:12","resource":{"resourceType":"Patient",
            "identifier":[{"system":"urn:mrn","value":"A 7"}]}}]}"""
            .formatted(HEART_RATE.replace("Patient/f001", "urn:uuid:12"));
    Parsed parsed = parse(bundle);
    assertEquals("urn:mrn|A 7", parsed.only().user());
    assertEquals(
        "fhir|urn:mrn|A 7|Observation/o1",
        parsed.only().id(),
        "the same when the Bundle is written again, with other numbers");
    assertEquals(Map.of("other-resource", 1L), parsed.account().skipped());
  }

  @Test
  void anObservationOfNoMetricAndAPanelOfMembersAreSkipped() throws Exception {
    assertEquals(
        Map.of("no-metric", 1L), parse(HEART_RATE.replace("8867-4", "4548-4")).account().skipped());
    assertEquals(
        Map.of("summary", 1L),
        parse(
                HEART_RATE
                    .replace("8867-4", "85353-1")
                    .replace("\"status\"", "\"hasMember\":[],\"status\""))
            .account()
            .skipped());
  }

  @Test
  void whatAPatientPerformsIsSelfReported() throws Exception {
    String own = "\"performer\":[{\"reference\":\"Patient/f001\"}],\"status\"";
    assertEquals(
        ReadingDraft.SELF_REPORTED, parse(HEART_RATE.replace("\"status\"", own)).only().modality());
  }

  @Test
  void whatIsNoResourceIsRefusedAsAWhole() {
    assertInstanceOf(
        WrongHeaderException.class, assertThrows(FormatException.class, () -> parse("{}")));
    assertInstanceOf(
        MalformedJsonException.class,
        assertThrows(FormatException.class, () -> parse("{\"resourceType\":\"Bundle\",}")));
    assertInstanceOf(
        MalformedJsonException.class,
        assertThrows(FormatException.class, () -> parse("[".repeat(10_000))));
  }

  @Test
  void patientsOfTwoServersAreTwoPeople() throws Exception {
    String one = HEART_RATE.replace("Patient/f001", "https://a.example/fhir/Patient/1/_history/2");
    assertEquals("https://a.example/fhir/Patient|1", parse(one).only().user());
    assertEquals(
        "https://b.example/fhir/Patient|1",
        parse(one.replace("a.example", "b.example")).only().user());
    assertEquals(
        "malformed subject",
        parse(HEART_RATE.replace("Patient/f001", "RelatedPatient/1")).rejection());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "https://a.example/Observation/o1; fhir|https://a.example/Observation/o1",
        "Observation/o1; fhir|Patient|f001|Observation/o1",
        "urn:uuid:5b7c3a0e-2f53-4b8e-8a53-1a9d5f0a4c11; fhir|Patient|f001|Observation/o1"
      })
  void anAddressIsAnIdOnlyWhereItIsTheSameTomorrow(String url, String id) throws Exception {
    assertEquals(id, parse(bundle(url, HEART_RATE)).only().id());
  }

  @Test
  void aUniqueIdIsTheSameInABundleAndAlone() throws Exception {
    String unique = HEART_RATE.replace("\"o1\"", "\"5b7c3a0e-2f53-4b8e-8a53-1a9d5f0a4c11\"");
    assertEquals("fhir|urn:uuid:5b7c3a0e-2f53-4b8e-8a53-1a9d5f0a4c11", parse(unique).only().id());
    assertEquals(
        parse(unique).only().id(), parse(bundle("https://a.example/x", unique)).only().id());
  }

  @ParameterizedTest
  @CsvSource({"PLAC", "FILL"})
  void resultsOfOneOrderAreSeveralReadings(String type) throws Exception {
    String order =
        """
        "identifier":[{"type":{"coding":[{"code":"%s"}]},"system":"urn:order","value":"7"}],"status\""""
            .formatted(type);
    ReadingDraft reading = parse(HEART_RATE.replace("\"status\"", order)).only();
    assertEquals("fhir|Patient|f001|Observation/o1", reading.id());
  }

  @Test
  void whatAnUnknownExtensionModifiesIsNotRead() throws Exception {
    String modifier = "\"modifierExtension\":[{\"url\":\"urn:not\"}],";
    assertEquals(
        "malformed modifierExtension",
        parse(HEART_RATE.replace("\"status\"", modifier + "\"status\"")).rejection());
    assertEquals(
        "malformed modifierExtension",
        parse(
                pressure("85354-9")
                    .replace(
                        "\"valueQuantity\":{\"value\":82.5",
                        modifier + "\"valueQuantity\":{\"value\":82.5"))
            .rejection());
  }

  @Test
  void otherResourcesOfABundleMayBeDeepAndLong() throws Exception {
    String questions = "{\"item\":[".repeat(30) + "]}".repeat(30);
    String bundle =
        """
        {"resourceType":"Bundle","entry":[
          {"resource":{"resourceType":"Questionnaire","item":[%s]}},
          {"resource":{"resourceType":"DocumentReference","content":[{"attachment":{"data":"%s"}}]}},
          {"resource":{"resourceType":"Basic","extension":[%s0]}},
          {"resource":%s}]}"""
            .formatted(questions, "QUJD".repeat(100_000), "0,".repeat(400_000), HEART_RATE);
    Parsed parsed = parse(bundle);
    assertEquals("heart-rate", parsed.only().metric());
    assertEquals(Map.of("other-resource", 3L), parsed.account().skipped());
  }

  private static String bundle(String url, String resource) {
    return """
      {"resourceType":"Bundle","entry":[{"fullUrl":"%s","resource":%s}]}"""
        .formatted(url, resource);
  }

  private static String pressure(String panel) {
    return """
      {"resourceType":"Observation","identifier":[{"system":"urn:lab","value":"77"}],"status":"corrected",
       "code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},
       "subject":{"identifier":{"system":"mrn","value":"9"}},
       "effectivePeriod":{"start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:00:30Z"},
       "component":[
        {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},
         "valueQuantity":{"value":131,"comparator":">","unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
        {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},
         "valueQuantity":{"value":82.5,"unit":"mmHg","system":"http://snomed.info/sct","code":"259018001"}}]}"""
        .formatted(panel);
  }

  private static Parsed parse(String body) throws Exception {
    return Parsed.of("fhir", body, ParseOptions.DEFAULT);
  }
}
