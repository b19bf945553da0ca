package io.healthtrack.schemas.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What keeps FULL_TRANSITIVE liveable; see DESIGN "Records". */
class SchemaConventionsTest {

  /** What a record cannot be without: it says which record it is, and of what it speaks. */
  private static final Map<String, Set<String>> IDENTITY =
      Map.ofEntries(
          Map.entry("Reading", Set.of("reading_id", "user_id", "metric", "measured_at", "value")),
          Map.entry(
              "QuarantinedReading", Set.of("quarantine_id", "user_id", "reason", "quarantined_at")),
          Map.entry(
              "AlertEvent",
              Set.of(
                  "event_id", "episode_id", "user_id", "revision", "event", "severity", "rule_id")),
          Map.entry("AlertCommand", Set.of("command_id", "user_id", "episode_id", "kind")),
          Map.entry("Consents", Set.of("user_id")),
          Map.entry("Consent", Set.of("scope", "decision", "from")),
          Map.entry("Credential", Set.of("credential_id")),
          Map.entry("RegistryCommand", Set.of("command_id", "subject_id", "kind")),
          Map.entry("User", Set.of("user_id")),
          Map.entry("Device", Set.of("device_id")),
          Map.entry("Assignment", Set.of("user_id", "from")),
          Map.entry("Identifier", Set.of("system", "value")),
          Map.entry("ThresholdRule", Set.of("rule_id")),
          Map.entry("RuleCondition", Set.of("metric")),
          Map.entry("Evidence", Set.of("name", "value")),
          Map.entry(
              "ReadingWindow",
              Set.of("user_id", "metric", "window_minutes", "window_start", "revision")),
          Map.entry("RuleVersion", Set.of("version", "from")),
          Map.entry("RecordCode", Set.of("system", "code")),
          Map.entry("EhrRecord", Set.of("record_id", "user_id", "record_type")),
          Map.entry("Activity", Set.of("activity_id", "user_id", "kind", "occurred_at")),
          Map.entry("Recommendation", Set.of("recommendation_id", "user_id", "kind", "for_day")),
          Map.entry("Tally", Set.of("stage", "topic", "partition", "counted_to")));

  /** What others name, in texts of their own. */
  private static final Set<String> NAMED_BY_OTHERS = Set.of("client_id", "key_id");

  @Test
  void valuesAreRecords() {
    SchemaHistory.current()
        .values()
        .forEach(schema -> assertEquals(Schema.Type.RECORD, schema.getType(), schema.getName()));
  }

  @Test
  void noEnumsAnywhere() {
    all().forEach((path, schema) -> assertFalse(schema.getType() == Schema.Type.ENUM, path));
  }

  @Test
  void unionsOnlySayThatSomethingMayBeAbsent() {
    all().values().stream()
        .filter(Schema::isUnion)
        .forEach(
            union -> {
              assertEquals(2, union.getTypes().size());
              assertEquals(Schema.Type.NULL, union.getTypes().getFirst().getType());
            });
  }

  @Test
  void everythingButIdentityHasDefault() {
    records()
        .forEach(
            (name, schema) -> {
              Set<String> identity = IDENTITY.get(name);
              assertNotNull(identity, () -> "say what identifies a " + name);
              for (Schema.Field field : schema.getFields()) {
                assertEquals(
                    !identity.contains(field.name()),
                    field.hasDefaultValue(),
                    name + "." + field.name() + " needs a default, unless it is identity");
              }
            });
  }

  @Test
  void idsAreSixteenBytes() {
    records()
        .forEach(
            (name, schema) -> {
              for (Schema.Field field : schema.getFields()) {
                if (field.name().endsWith("_id") && !NAMED_BY_OTHERS.contains(field.name())) {
                  Schema type = present(field.schema());
                  assertEquals(Schema.Type.FIXED, type.getType(), name + "." + field.name());
                  assertEquals(16, type.getFixedSize(), name + "." + field.name());
                }
              }
            });
  }

  @Test
  void timesAreMicroseconds() {
    records()
        .forEach(
            (name, schema) -> {
              for (Schema.Field field : schema.getFields()) {
                if (field.name().endsWith("_at")
                    || Set.of("from", "until").contains(field.name())) {
                  assertTrue(
                      present(field.schema()).getLogicalType()
                          instanceof LogicalTypes.TimestampMicros,
                      name + "." + field.name());
                }
              }
            });
  }

  @Test
  void everyFieldIsExplained() {
    records()
        .forEach(
            (name, schema) -> {
              assertNotNull(schema.getDoc(), name);
              schema
                  .getFields()
                  .forEach(field -> assertNotNull(field.doc(), name + "." + field.name()));
            });
  }

  private static Schema present(Schema schema) {
    return schema.isUnion() ? schema.getTypes().getLast() : schema;
  }

  private static Map<String, Schema> records() {
    Map<String, Schema> records = new TreeMap<>();
    all().values().stream()
        .filter(schema -> schema.getType() == Schema.Type.RECORD)
        .forEach(schema -> records.put(schema.getName(), schema));
    return records;
  }

  /** Every schema that occurs, by its path. */
  private static Map<String, Schema> all() {
    Map<String, Schema> found = new TreeMap<>();
    SchemaHistory.current().forEach((name, schema) -> collect(name, schema, found));
    return found;
  }

  private static void collect(String path, Schema schema, Map<String, Schema> found) {
    found.put(path, schema);
    for (Schema part : parts(schema)) {
      collect(path + "/" + part.getName(), part, found);
    }
  }

  private static List<Schema> parts(Schema schema) {
    List<Schema> parts = new ArrayList<>();
    switch (schema.getType()) {
      case RECORD -> schema.getFields().forEach(field -> parts.add(field.schema()));
      case UNION -> parts.addAll(schema.getTypes());
      case ARRAY -> parts.add(schema.getElementType());
      case MAP -> parts.add(schema.getValueType());
      default -> {}
    }
    return parts;
  }
}
