package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.healthtrack.avro.Identifier;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a small JSON object. Whatever is wrong with one ends the request with a problem
 * that names it. What nobody asked for is never lost in silence: where a misspelt name would change
 * what is meant it is refused, elsewhere the answer lists it.
 */
final class Fields {

  private final String path;
  private final Map<String, Object> values;
  private final Set<String> unread;

  private Fields(Map<String, Object> values) {
    this("", values);
  }

  private Fields(String path, Map<String, Object> values) {
    this.path = path;
    this.values = values;
    this.unread = new HashSet<>(values.keySet());
  }

  static Fields none() {
    return new Fields(Map.of());
  }

  static Fields of(Map<String, String> texts) {
    return new Fields(new HashMap<>(texts));
  }

  static Fields parse(Body body) {
    return parse(body.bytes(), body.length());
  }

  static Fields parse(byte[] body) {
    return parse(body, body.length);
  }

  private static Fields parse(byte[] body, int length) {
    try (JsonParser parser = Json.FACTORY.createParser(body, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Problem.malformed("the body must be a JSON object", 1, 1).toException();
      }
      Fields fields = new Fields(object(parser));
      if (parser.nextToken() != null) {
        throw Problem.malformed("something follows the body", 1, 1).toException();
      }
      return fields;
    } catch (JsonProcessingException e) {
      // Jackson's own words quote the input.
      var at = e.getLocation();
      int line = at == null ? 1 : at.getLineNr();
      int column = at == null ? 1 : at.getColumnNr();
      throw Problem.malformed(
              "the body is not valid JSON (line %d, column %d)".formatted(line, column),
              line,
              column)
          .toException();
    } catch (CharConversionException e) {
      throw Problem.malformed("the body is not text in UTF-8", 1, 1).toException();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  /** A text, or null. */
  String text(String name) {
    Object value = take(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(name, "must be text");
  }

  /** A text that must be there. */
  String requiredText(String name) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      String field = path + name;
      throw Problem.field(422, "missing-field", field, field + " is missing").toException();
    }
    return value;
  }

  /** A finite number, or null. */
  Double number(String name) {
    Object value = take(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return number;
    }
    throw wrong(name, "must be a number");
  }

  /** A whole number, or null. */
  Integer whole(String name) {
    Double value = number(name);
    if (value == null) {
      return null;
    }
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(name, "must be a whole number");
    }
    return value.intValue();
  }

  /** A whole number between two, both in, or null. */
  Integer whole(String name, int lowest, int highest) {
    Integer value = whole(name);
    if (value != null && (value < lowest || value > highest)) {
      throw wrong(name, "must be between %d and %d".formatted(lowest, highest));
    }
    return value;
  }

  /** A whole number between two, both in, or null; also beyond two billion. */
  Long large(String name, long lowest, long highest) {
    Double value = number(name);
    if (value == null) {
      return null;
    }
    if (value != Math.rint(value) || value < lowest || value > highest) {
      throw wrong(name, "must be a whole number between %d and %d".formatted(lowest, highest));
    }
    return value.longValue();
  }

  /** A list of texts; empty where there is none. */
  List<String> texts(String name) {
    Object value = take(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(name, "must be a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (Object one : list) {
      if (!(one instanceof String text)) {
        throw wrong(name, "must be a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * A list of objects; empty where there is none. A problem names a field of theirs by its place,
   * such as {@code conditions[0].above}.
   */
  List<Fields> objects(String name) {
    Object value = take(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(name, "must be a list of objects");
    }
    List<Fields> objects = new ArrayList<>();
    for (Object one : list) {
      if (!(one instanceof Map<?, ?> map)) {
        throw wrong(name, "must be a list of objects");
      }
      Map<String, Object> fields = new HashMap<>();
      map.forEach((field, held) -> fields.put((String) field, held));
      objects.add(new Fields("%s%s[%d].".formatted(path, name, objects.size()), fields));
    }
    return objects;
  }

  /** One of a few words, or null. */
  String oneOf(String name, List<String> words) {
    String value = text(name);
    if (value != null && !words.contains(value)) {
      throw wrong(name, "must be one of " + String.join(", ", words));
    }
    return value;
  }

  /** The name of a time zone, or null. */
  String zone(String name) {
    String value = text(name);
    if (value != null && !ZoneId.getAvailableZoneIds().contains(value)) {
      throw wrong(name, "must be an IANA time zone, such as Europe/London");
    }
    return value;
  }

  /** True or false, or the fallback. */
  boolean flag(String name, boolean fallback) {
    Object value = take(name);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "must be true or false");
  }

  /** A time with its offset, or null. */
  Instant time(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw Problem.field(
              422,
              "bad-time",
              name,
              name + " must be a time with its offset, such as 2026-01-31T08:00:00Z")
          .toException();
    }
  }

  /** A list of {@code {"system", "value"}}. */
  List<Identifier> identifiers() {
    Object value = take("identifiers");
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong("identifiers", "must be a list of {\"system\", \"value\"}");
    }
    List<Identifier> identifiers = new ArrayList<>();
    for (Object one : list) {
      if (one instanceof Map<?, ?> map
          && map.get("system") instanceof String system
          && map.get("value") instanceof String name) {
        identifiers.add(new Identifier(system, name));
      } else {
        throw wrong("identifiers", "must be a list of {\"system\", \"value\"}");
      }
    }
    return identifiers;
  }

  /** Fails if there is a field that was not asked for. */
  void refuseUnknown() {
    for (String name : unread) {
      throw Problem.field(422, "unknown-field", path + name, "there is no field of this name here")
          .toException();
    }
  }

  /** Names of the fields that were not asked for, sorted. */
  List<String> ignored() {
    return unread.stream().sorted().toList();
  }

  private Object take(String name) {
    unread.remove(name);
    return values.get(name);
  }

  private ProblemException wrong(String name, String expectation) {
    String field = path + name;
    return Problem.field(422, "malformed", field, field + " " + expectation).toException();
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> values = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      values.put(name, value(parser, parser.nextToken()));
    }
    return values;
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          list.add(value(parser, next));
        }
        yield list;
      }
      case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, END_ARRAY, END_OBJECT, FIELD_NAME ->
          null;
    };
  }
}
