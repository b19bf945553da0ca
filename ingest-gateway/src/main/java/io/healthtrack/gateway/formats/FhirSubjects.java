package io.healthtrack.gateway.formats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The people that Observations speak of. A Bundle's own references ({@code urn:uuid:...}) mean
 * nothing outside of it, so they are resolved to the first identifier of the Patient beside them.
 *
 * @param byUrl the person's name, by the entry's full URL
 */
record FhirSubjects(Map<String, String> byUrl) {

  static final FhirSubjects NONE = new FhirSubjects(Map.of());

  private static final String URN = "urn:uuid:";
  private static final String PATIENT = "Patient/";

  static FhirSubjects of(List<JsonObject> entries) {
    Map<String, String> byUrl = new HashMap<>();
    for (JsonObject entry : entries) {
      JsonObject resource = entry.object("resource");
      String url = entry.text("fullUrl");
      if (url != null && "Patient".equals(resource.text("resourceType"))) {
        for (JsonObject identifier : resource.objects("identifier")) {
          String name = identifier(identifier);
          if (name != null) {
            byUrl.putIfAbsent(url, name);
          }
        }
      }
    }
    return new FhirSubjects(byUrl);
  }

  /**
   * The caller's identifier of the person: {@code system|value} where the reference has an
   * identifier, or the Bundle's Patient has; {@code Patient|id} otherwise, with the server's
   * address before it where it is stated, since two servers have two Patients 1. Null if it is no
   * person, or none is named.
   */
  String person(JsonObject reference) {
    String name = identifier(reference.object("identifier"));
    if (name != null) {
      return name;
    }
    String text = reference.text("reference");
    if (text == null) {
      return null;
    }
    if (byUrl.containsKey(text)) {
      return byUrl.get(text);
    }
    if (text.startsWith(URN)) {
      return ReplyRow.name("Patient|" + text.substring(URN.length()));
    }
    int at = text.lastIndexOf(PATIENT);
    boolean address = text.startsWith("http://") || text.startsWith("https://");
    boolean patient = address ? at > 0 && text.charAt(at - 1) == '/' : at == 0;
    if (!patient) {
      return null;
    }
    // A version may follow the id: Patient/x/_history/2.
    String id = text.substring(at + PATIENT.length());
    int end = id.indexOf('/');
    id = end < 0 ? id : id.substring(0, end);
    String type = text.substring(0, at + PATIENT.length() - 1);
    return id.isEmpty() || text.indexOf('|') >= 0 ? null : ReplyRow.name(type + "|" + id);
  }

  /** {@code system|value}, or null where one of them is missing or unfit. */
  static String identifier(JsonObject identifier) {
    String system = identifier.text("system");
    String value = identifier.text("value");
    return system == null || value == null || system.indexOf('|') >= 0
        ? null
        : ReplyRow.name(system + "|" + value);
  }
}
