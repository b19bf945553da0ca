package io.healthtrack.local.door;

import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.serde.TrustedRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A rule as {@code PUT /v1/thresholds/{id}} takes it. The fields are those of the contract's
 * record, so that a rule kind the contract learns is a rule kind that can be tried.
 */
public final class RuleDocument {

  /** The registry sets these; the person is written as the caller calls them. */
  private static final Set<String> NOT_STATED = Set.of("version", "from", "until", "user_id");

  private RuleDocument() {}

  /** The fields a document may have, but for the id and the person. */
  public static List<String> fields() {
    return RuleVersion.getClassSchema().getFields().stream()
        .map(Schema.Field::name)
        .filter(name -> !NOT_STATED.contains(name))
        .toList();
  }

  /**
   * The rule of some fields, all others as by default.
   *
   * @throws IllegalArgumentException with a sentence that names the field and what it may hold
   */
  public static RuleVersion read(Map<String, Object> document) {
    TrustedRecords.install();
    RuleVersion rule = RuleVersion.newBuilder().setVersion(1).setFrom(Instant.EPOCH).build();
    fill(rule, document, fields());
    return rule;
  }

  /** What differs from the defaults, and the fields that say what the rule is about. */
  public static Map<String, Object> write(RuleVersion rule) {
    Map<String, Object> document = new LinkedHashMap<>();
    for (Schema.Field field : rule.getSchema().getFields()) {
      Object value = rule.get(field.pos());
      if (!NOT_STATED.contains(field.name()) && !isDefault(field, value)) {
        document.put(field.name(), plain(value));
      }
    }
    if (rule.getUserId() != null) {
      document.put("user", rule.getUserId().toString());
    }
    return document;
  }

  private static void fill(
      SpecificRecordBase record, Map<String, Object> document, List<String> known) {
    document.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            throw new IllegalArgumentException(
                "there is no field `%s`; the fields are %s"
                    .formatted(name, String.join(", ", known)));
          }
          Schema.Field field = record.getSchema().getField(name);
          if (value != null) {
            record.put(field.pos(), typed(name, field.schema(), value));
          }
        });
  }

  private static Object typed(String name, Schema schema, Object value) {
    Object typed =
        switch (schema.getType()) {
          case UNION -> typed(name, schema.getTypes().getLast(), value);
          case STRING -> value instanceof String ? value : null;
          case BOOLEAN -> value instanceof Boolean ? value : null;
          case DOUBLE -> value instanceof Number number ? (Object) number.doubleValue() : null;
          case INT -> whole(value);
          case ARRAY -> value instanceof List<?> list ? conditions(name, list) : null;
          default -> null;
        };
    if (typed == null) {
      throw new IllegalArgumentException("`%s` must be %s".formatted(name, expected(schema)));
    }
    return typed;
  }

  private static Integer whole(Object value) {
    return value instanceof Long number && number.intValue() == number ? number.intValue() : null;
  }

  private static List<RuleCondition> conditions(String name, List<?> list) {
    List<RuleCondition> conditions = new ArrayList<>();
    for (Object one : list) {
      if (!(one instanceof Map<?, ?> fields)) {
        throw new IllegalArgumentException(
            "`%s` must be a list of {\"metric\", \"above\", \"below\"}".formatted(name));
      }
      RuleCondition condition = new RuleCondition();
      condition.setMetric("");
      fill(
          condition,
          fields.entrySet().stream()
              .filter(field -> field.getValue() != null)
              .collect(
                  Collectors.toMap(
                      field -> String.valueOf(field.getKey()),
                      field -> Objects.requireNonNull((Object) field.getValue()))),
          List.of("metric", "above", "below"));
      conditions.add(condition);
    }
    return conditions;
  }

  private static String expected(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> expected(schema.getTypes().getLast());
      case STRING -> "text";
      case BOOLEAN -> "true or false";
      case INT -> "a whole number";
      case DOUBLE -> "a number";
      default -> "a list";
    };
  }

  /** A severity is always stated: whoever reads a rule wants it. */
  private static boolean isDefault(Schema.Field field, Object value) {
    return value == null
        || (value.equals(field.defaultVal()) && !field.name().equals("severity"))
        || (value instanceof List<?> list && list.isEmpty());
  }

  private static Object plain(Object value) {
    if (!(value instanceof List<?> list)) {
      return value;
    }
    List<Object> plain = new ArrayList<>();
    for (Object one : list) {
      RuleCondition condition = (RuleCondition) one;
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("metric", condition.getMetric());
      if (condition.getAbove() != null) {
        fields.put("above", condition.getAbove());
      }
      if (condition.getBelow() != null) {
        fields.put("below", condition.getBelow());
      }
      plain.add(fields);
    }
    return plain;
  }
}
