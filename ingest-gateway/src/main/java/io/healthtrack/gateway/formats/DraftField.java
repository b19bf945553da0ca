package io.healthtrack.gateway.formats;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of a reading in native JSON, which are also the columns of native CSV. */
enum DraftField {
  ID("id"),
  DEVICE("device"),
  USER("user"),
  METRIC("metric"),
  VALUE("value"),
  COMPARATOR("comparator"),
  UNIT("unit"),
  MEASURED_AT("measured_at"),
  END_AT("end_at"),
  SEQUENCE("sequence"),
  STATUS("status"),
  STATISTIC("statistic"),
  MODALITY("modality"),
  GROUP("group");

  private static final Map<String, DraftField> NAMED =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(f -> f.label, f -> f));

  private final String label;

  DraftField(String label) {
    this.label = label;
  }

  /** The name in JSON and CSV. */
  String label() {
    return label;
  }

  /** The field of this name, or null. */
  static DraftField named(String name) {
    return NAMED.get(name);
  }
}
