package io.healthtrack.gateway.formats;

import java.util.List;
import java.util.Map;

/**
 * An object of a vendor's reply. Numbers are kept as the text they were written in, because some
 * vendors put quotes around them and others do not.
 *
 * @param members texts, {@link JsonNumber}s where they are told apart, {@link JsonObject}s and
 *     lists of them; null values are left out
 */
record JsonObject(Map<String, Object> members) {

  static final JsonObject EMPTY = new JsonObject(Map.of());

  /** The text or number of this name; null where there is none, or an empty one. */
  String text(String name) {
    Object member = members.get(name);
    if (member instanceof JsonNumber number) {
      return number.text();
    }
    return member instanceof String text && !text.isBlank() ? text.strip() : null;
  }

  /** Whether there is a number of this name, in a document that tells numbers from texts. */
  boolean hasNumber(String name) {
    return members.get(name) instanceof JsonNumber;
  }

  /** The finite number of this name, or NaN. */
  double number(String name) {
    return members.get(name) instanceof JsonNumber number
        ? Decimal.parse(number.text())
        : Double.NaN;
  }

  /** Whether there is something of this name, whatever it is. */
  boolean has(String name) {
    return members.containsKey(name);
  }

  /** The first of these names that has a text. */
  String firstText(List<String> names) {
    for (String name : names) {
      String text = text(name);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The object of this name; empty where there is none. */
  JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : EMPTY;
  }

  boolean hasList(String name) {
    return members.get(name) instanceof List<?>;
  }

  /** The objects of the list of this name. What is no object counts as an empty one. */
  List<JsonObject> objects(String name) {
    return members.get(name) instanceof List<?> list ? objects(list) : List.of();
  }

  static List<JsonObject> objects(List<?> list) {
    return list.stream().map(each -> each instanceof JsonObject one ? one : EMPTY).toList();
  }
}
