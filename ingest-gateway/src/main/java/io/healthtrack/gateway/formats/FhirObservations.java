package io.healthtrack.gateway.formats;

import java.util.List;
import java.util.Set;

/**
 * FHIR R4 Observations (hl7.org/fhir/R4/observation.html): one, or a Bundle that holds some beside
 * other resources. Reads of each what makes a reading: status, code, subject, the effective time,
 * the value or the components' values.
 */
final class FhirObservations {

  static final String NAME = "fhir";

  /** An Observation or a Bundle. */
  static final ReadingFormat FORMAT =
      new ReplyFormat(NAME, true, FhirObservations::wanted, FhirObservations::read);

  private static final String OBSERVATION = "Observation";

  /**
   * The elements that are read. A Bundle's other resources, with their documents and pictures, are
   * passed over, so that they neither fill the memory nor count against its bounds.
   */
  private static final Set<String> WANTED =
      Set.of(
          "resourceType",
          "entry",
          "fullUrl",
          "resource",
          "id",
          "identifier",
          "type",
          "system",
          "status",
          "modifierExtension",
          "code",
          "coding",
          "subject",
          "performer",
          "reference",
          "start",
          "end",
          "component",
          "hasMember",
          "comparator",
          "unit");

  private FhirObservations() {}

  private static boolean wanted(String element) {
    return WANTED.contains(element)
        || element.startsWith("value")
        || element.startsWith("effective");
  }

  private static void read(Object document, ParseOptions options, ReplyRow row)
      throws FormatException {
    JsonObject resource = document instanceof JsonObject object ? object : JsonObject.EMPTY;
    String type = resource.text("resourceType");
    if (type == null) {
      throw WrongHeaderException.notA(NAME);
    }
    if (!type.equals("Bundle")) {
      readResource(resource, null, FhirSubjects.NONE, row);
      return;
    }
    List<JsonObject> entries = resource.objects("entry");
    FhirSubjects subjects = FhirSubjects.of(entries);
    for (JsonObject entry : entries) {
      readResource(entry.object("resource"), entry.text("fullUrl"), subjects, row);
    }
  }

  private static void readResource(
      JsonObject resource, String url, FhirSubjects subjects, ReplyRow row) {
    row.begin();
    if (OBSERVATION.equals(resource.text("resourceType"))) {
      new FhirObservation(resource, url, subjects, row).read();
    } else {
      row.skip(SkipReason.OTHER_RESOURCE);
    }
  }
}
