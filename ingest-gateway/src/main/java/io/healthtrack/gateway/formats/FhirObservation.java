package io.healthtrack.gateway.formats;

import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.Loinc;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One Observation on its way to be readings. */
final class FhirObservation {

  private static final String LOINC = "http://loinc.org";
  private static final String UCUM = "http://unitsofmeasure.org";
  private static final String AMENDED = "amended";
  private static final String ENTERED_IN_ERROR = "entered-in-error";
  private static final Map<String, String> METRICS = metrics();

  /** Values that are no quantity; an Observation has one of these at most. */
  private static final List<String> OTHER_VALUES =
      List.of(
          "valueCodeableConcept",
          "valueString",
          "valueBoolean",
          "valueRange",
          "valueRatio",
          "valueSampledData",
          "valueTime",
          "valueDateTime",
          "valuePeriod");

  /** Types of identifiers (HL7 table 0203) that belong to an order or a sample. */
  private static final Set<String> SHARED = Set.of("PLAC", "FILL", "PGN", "ACSN");

  private final JsonObject observation;
  private final String url;
  private final FhirSubjects subjects;
  private final ReplyRow row;
  private final IsoTime times = new IsoTime();
  private Instant start;
  private Instant end;
  private Integer offsetMinutes;
  private String person;
  private String id;
  private String status;

  FhirObservation(JsonObject observation, String url, FhirSubjects subjects, ReplyRow row) {
    this.observation = observation;
    this.url = url;
    this.subjects = subjects;
    this.row = row;
  }

  void read() {
    List<JsonObject> components = observation.objects("component");
    String metric = metric(observation);
    long parts = components.stream().filter(part -> metric(part) != null).count();
    if (metric == null && parts == 0) {
      row.skip(observation.hasList("hasMember") ? SkipReason.SUMMARY : SkipReason.NO_METRIC);
      return;
    }
    person = subjects.person(observation.object("subject"));
    id = id();
    if (!readStatus() || !readModifiers(components) || !readSubject() || !readTime()) {
      return;
    }
    boolean several = parts + (metric == null ? 0 : 1) > 1;
    if (metric != null) {
      readValue(observation, metric, "", several);
    }
    for (int i = 0; i < components.size(); i++) {
      String partsMetric = metric(components.get(i));
      if (partsMetric != null) {
        readValue(components.get(i), partsMetric, "component[%d].".formatted(i), several);
      }
    }
    row.end();
  }

  private boolean readStatus() {
    String stated = observation.text("status");
    switch (String.valueOf(stated)) {
      case "final" -> status = ReadingDraft.FINAL;
      case "amended", "corrected" -> status = AMENDED;
      case "entered-in-error" -> {
        // Without an id of its own nobody could tell what it takes back.
        if (id == null) {
          row.skip(SkipReason.NOT_FINAL);
          return false;
        }
        status = ENTERED_IN_ERROR;
      }
      case "registered", "preliminary", "cancelled", "unknown" -> {
        row.skip(SkipReason.NOT_FINAL);
        return false;
      }
      default -> {
        row.reject(
            stated == null ? RejectionCode.MISSING_FIELD : RejectionCode.BAD_STATUS,
            "status",
            "status must be one of FHIR's, such as final or amended");
        return false;
      }
    }
    return true;
  }

  /** R4 forbids to read on where an extension that is not known changes the meaning. */
  private boolean readModifiers(List<JsonObject> components) {
    String modifier = "modifierExtension";
    if (observation.has(modifier) || components.stream().anyMatch(part -> part.has(modifier))) {
      row.reject(
          RejectionCode.MALFORMED,
          modifier,
          "a modifierExtension changes what the Observation means, and none is known here");
      return false;
    }
    return true;
  }

  private boolean readSubject() {
    if (person == null && observation.has("subject")) {
      row.reject(
          RejectionCode.MALFORMED,
          "subject",
          "the subject must be a Patient, by identifier (system and value) or reference");
      return false;
    }
    return true;
  }

  private boolean readTime() {
    JsonObject period = observation.object("effectivePeriod");
    String moment = observation.firstText(List.of("effectiveDateTime", "effectiveInstant"));
    if (moment != null) {
      start = time(moment, "effectiveDateTime");
    } else if (period.has("start")) {
      start = time(period.text("start"), "effectivePeriod.start");
      if (start != null && period.has("end")) {
        return readEnd(period);
      }
    } else if (observation.has("effectiveTiming") || observation.has("effectivePeriod")) {
      row.reject(
          RejectionCode.BAD_TIME,
          "effective",
          "a reading needs an effectiveDateTime, or an effectivePeriod with a start");
    } else {
      row.reject(RejectionCode.MISSING_FIELD, "effectiveDateTime", "effectiveDateTime is missing");
    }
    return start != null;
  }

  private boolean readEnd(JsonObject period) {
    Integer startsOffset = offsetMinutes;
    end = time(period.text("end"), "effectivePeriod.end");
    offsetMinutes = startsOffset;
    if (end != null && end.isBefore(start)) {
      row.reject(RejectionCode.BAD_TIME, "effectivePeriod.end", "the end is before the start");
      return false;
    }
    return end != null;
  }

  private Instant time(String text, String field) {
    Instant instant = row.time(times, text, field);
    offsetMinutes = times.offsetMinutes();
    return instant;
  }

  /** The value of the Observation or of one of its components. */
  private void readValue(JsonObject part, String metric, String path, boolean several) {
    if (part.has("valueQuantity")) {
      JsonObject quantity = part.object("valueQuantity");
      tell(JsonQuantity.of(quantity, path + "valueQuantity", unit(quantity)), metric, several);
    } else if (part.has("valueInteger")) {
      JsonObject quantity = new JsonObject(Map.of("value", part.members().get("valueInteger")));
      tell(JsonQuantity.of(quantity, path + "valueInteger", "1"), metric, several);
    } else {
      for (String other : OTHER_VALUES) {
        if (part.has(other)) {
          row.refuse(
              RejectionCode.NOT_A_NUMBER,
              path + other,
              "this metric is a number: send a valueQuantity");
        }
      }
    }
  }

  private void tell(JsonQuantity quantity, String metric, boolean several) {
    switch (quantity) {
      case JsonQuantity.Fault fault -> row.refuse(fault.code(), fault.field(), fault.message());
      case JsonQuantity.Value value -> row.add(draft(value, metric, several));
    }
  }

  private ReadingDraft draft(JsonQuantity.Value quantity, String metric, boolean several) {
    return new ReadingDraft(
        id == null ? null : id + (several ? "#" + metric : ""),
        null,
        person,
        metric,
        quantity.number(),
        quantity.comparator(),
        quantity.unit(),
        start,
        end,
        offsetMinutes,
        0,
        status,
        null,
        modality(),
        several ? group() : null,
        null);
  }

  /** Readings of one Observation were taken together: by its id, else by whose and when. */
  private String group() {
    return id == null ? person + " " + start : id;
  }

  /** Clinics measure; a patient or a relative who performs reports. */
  private String modality() {
    boolean own =
        observation.objects("performer").stream()
            .map(performer -> String.valueOf(performer.text("reference")))
            .anyMatch(who -> who.contains("Patient/") || who.contains("RelatedPerson/"));
    return own ? ReadingDraft.SELF_REPORTED : ReadingDraft.SENSED;
  }

  /**
   * What stays the same when the same Observation comes again: its identifier, its own id where it
   * is unique by itself, its address, or its id beside whose it is, because servers number alike.
   * Null where there is nothing of it: then what was measured identifies the reading. A Bundle's
   * {@code urn:uuid} is none of these, because whoever writes the Bundle makes it up each time.
   */
  private String id() {
    for (JsonObject identifier : observation.objects("identifier")) {
      String name = FhirSubjects.identifier(identifier);
      if (name != null && !shared(identifier)) {
        return FhirObservations.NAME + "|" + name;
      }
    }
    String own = ReplyRow.name(observation.text("id"));
    if (own != null && SubjectIdentity.isUuid(own)) {
      return FhirObservations.NAME + "|urn:uuid:" + own;
    }
    boolean address = url != null && (url.startsWith("http://") || url.startsWith("https://"));
    if (address && ReplyRow.name(url) != null) {
      return FhirObservations.NAME + "|" + url;
    }
    return own == null || person == null
        ? null
        : FhirObservations.NAME + "|" + person + "|Observation/" + own;
  }

  /** Whether all results of one order or sample have this identifier. */
  private static boolean shared(JsonObject identifier) {
    return identifier.object("type").objects("coding").stream()
        .map(coding -> String.valueOf(coding.text("code")))
        .anyMatch(SHARED::contains);
  }

  private static String unit(JsonObject quantity) {
    String code = quantity.text("code");
    return code != null && UCUM.equals(quantity.text("system")) ? code : quantity.text("unit");
  }

  private static String metric(JsonObject coded) {
    for (JsonObject coding : coded.object("code").objects("coding")) {
      String code = coding.text("code");
      if (code != null && LOINC.equals(coding.text("system")) && METRICS.containsKey(code)) {
        return METRICS.get(code);
      }
    }
    return null;
  }

  private static Map<String, String> metrics() {
    Map<String, String> metrics = new HashMap<>();
    for (Metric metric : MetricCatalogue.load().all()) {
      for (Loinc loinc : metric.loinc()) {
        metrics.put(loinc.code(), metric.code());
      }
    }
    return Map.copyOf(metrics);
  }
}
