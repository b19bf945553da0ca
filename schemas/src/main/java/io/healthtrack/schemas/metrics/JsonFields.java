package io.healthtrack.schemas.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON object whose fields are asked for by type; complaints say whose field is wrong. */
final class JsonFields {

  private final String owner;
  private final Map<String, Object> fields;

  JsonFields(String owner, Map<String, Object> fields) {
    this.owner = owner;
    this.fields = fields;
  }

  JsonFields named(String name) {
    return new JsonFields(name, fields);
  }

  Set<String> names() {
    return fields.keySet();
  }

  void refuseOthersThan(Set<String> known) {
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw problem(name, "is unknown");
      }
    }
  }

  String text(String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw problem(name, "must be a text");
  }

  double number(String name) {
    if (fields.get(name) instanceof Double number) {
      return number;
    }
    throw problem(name, "must be a number");
  }

  double number(String name, double otherwise) {
    return fields.containsKey(name) ? number(name) : otherwise;
  }

  List<Double> numbers(String name) {
    List<Double> numbers = new ArrayList<>();
    for (Object item : list(name)) {
      if (!(item instanceof Double number)) {
        throw problem(name, "must be numbers");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** The objects of a list; none if the field is absent. */
  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (Object item : list(name)) {
      objects.add(asObject(name, item));
    }
    return objects;
  }

  boolean isObject(String name) {
    return fields.get(name) instanceof Map;
  }

  /** The object in this field; an empty one if it is absent. */
  JsonFields object(String name) {
    return asObject(name, fields.getOrDefault(name, Map.of()));
  }

  private List<?> list(String name) {
    return switch (fields.get(name)) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw problem(name, "must be a list");
    };
  }

  @SuppressWarnings("unchecked") // the reader makes no maps but these
  private JsonFields asObject(String name, Object item) {
    if (item instanceof Map) {
      return new JsonFields(owner + ", " + name, (Map<String, Object>) item);
    }
    throw problem(name, "must be an object");
  }

  IllegalArgumentException problem(String field, String problem) {
    return new IllegalArgumentException(owner + ", " + field + ": " + problem);
  }

  IllegalArgumentException problem(String field, String problem, Exception cause) {
    return new IllegalArgumentException(owner + ", " + field + ": " + problem, cause);
  }
}
