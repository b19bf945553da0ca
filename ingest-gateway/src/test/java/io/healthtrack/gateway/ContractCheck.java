package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.healthtrack.gateway.Caller.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds real answers against the published contract, and notes which of its statuses were seen. */
final class ContractCheck {

  /** Fields that say the same whenever the same is asked. */
  private static final Set<String> STABLE =
      Set.of(
          "status",
          "code",
          "field",
          "index",
          "row",
          "accepted",
          "duplicate",
          "rejected",
          "type",
          "title",
          "user_id",
          "device_id",
          "dry_run");

  private final OpenApi contract;
  private final Set<String> seen = new TreeSet<>();

  ContractCheck(OpenApi contract) {
    this.contract = contract;
  }

  /** Operations with statuses that were answered as documented. */
  Set<String> seen() {
    return seen;
  }

  /** The answer is documented: its status, its type, its headers, and everything in its body. */
  void answer(String method, String path, Heard answer) {
    String status = Integer.toString(answer.status());
    String what = method + " " + path + " " + status;
    JsonNode response = response(method, path, status);
    assertFalse(response.isMissingNode(), () -> what + " is not documented: " + answer.body());
    response
        .path("headers")
        .properties()
        .forEach(header -> header(what, header.getKey(), header.getValue(), answer));
    if (!response.has("content")) {
      assertEquals("", answer.body(), what);
    } else {
      String type = answer.headers().firstValue("Content-Type").orElse("none");
      assertTrue(response.path("content").has(type), () -> what + " as " + type);
      JsonNode body = type.contains("json") ? OpenApi.parse(answer.body()) : TextNode.valueOf("");
      List<String> violations =
          contract.violations(contract.answerSchema(method, path, status, type), body);
      assertEquals(List.of(), violations, () -> what + " " + answer.body());
    }
    seen.add(method + " " + path + " " + status);
  }

  /** The answer says what the document's example of this name says. */
  void asShown(String method, String path, String name, Heard answer) {
    JsonNode response = response(method, path, Integer.toString(answer.status()));
    response
        .path("content")
        .properties()
        .forEach(
            content -> {
              JsonNode shown = content.getValue().path("examples").path(name).path("value");
              if (!shown.isMissingNode() && content.getKey().contains("json")) {
                List<String> differences = new ArrayList<>();
                compare("", shown, OpenApi.parse(answer.body()), differences);
                assertEquals(List.of(), differences, () -> name + ": " + answer.body());
              }
            });
  }

  private JsonNode response(String method, String path, String status) {
    return contract.at(
        contract.operations().get(method + " " + path).path("responses").path(status));
  }

  private void header(String what, String name, JsonNode declared, Heard answer) {
    String value = answer.headers().firstValue(name).orElse(null);
    assertTrue(value != null, () -> what + " without " + name);
    JsonNode schema = contract.at(declared).path("schema");
    assertTrue(
        !schema.has("pattern") || value.matches(schema.path("pattern").asText()),
        () -> what + " " + name + ": " + value);
  }

  private static void compare(String at, JsonNode shown, JsonNode real, List<String> differences) {
    if (shown.isObject() && !at.endsWith("/details")) {
      Set<String> names = new TreeSet<>(names(shown));
      if (!names.equals(new TreeSet<>(names(real)))) {
        differences.add(at + " has " + names(real) + ", the example " + names);
        return;
      }
      shown
          .properties()
          .forEach(
              field ->
                  compare(
                      at + "/" + field.getKey(),
                      field.getValue(),
                      real.path(field.getKey()),
                      differences));
    } else if (shown.isArray() && at.endsWith("/results")) {
      for (int i = 0; i < shown.size(); i++) {
        compare(at + "/" + i, shown.path(i), real.path(i), differences);
      }
    } else if (stable(at) && !shown.equals(real)) {
      differences.add(at + " is " + real + ", the example says " + shown);
    }
  }

  private static boolean stable(String at) {
    return STABLE.contains(at.substring(at.lastIndexOf('/') + 1))
        || (at.startsWith("/results/") && at.endsWith("/reading_id"));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
