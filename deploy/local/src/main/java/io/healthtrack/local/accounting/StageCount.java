package io.healthtrack.local.accounting;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a stage made of the records it took.
 *
 * @param stage its name
 * @param in records taken
 * @param out records passed on
 * @param duplicate records that were there already
 * @param quarantined records refused
 */
public record StageCount(String stage, long in, long out, long duplicate, long quarantined) {

  /** For JSON. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("stage", stage);
    document.put("in", in);
    document.put("out", out);
    document.put("duplicate", duplicate);
    document.put("quarantined", quarantined);
    return document;
  }
}
