package io.healthtrack.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.healthtrack.gateway.http.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The published contract as tests see it. */
final class OpenApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IRI = "https://contract.example/openapi.json";

  private final JsonNode root;
  private final JsonSchemaFactory schemas;

  private OpenApi(JsonNode root) {
    this.root = root;
    JsonNode strict = root.deepCopy();
    strict.path("components").path("schemas").forEach(OpenApi::close);
    this.schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(to -> to.schemas(Map.of(IRI, strict.toString()))));
  }

  static OpenApi load() {
    try (InputStream in = Operation.class.getResourceAsStream("openapi.json")) {
      return new OpenApi(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  /**
   * A request that the document shows.
   *
   * @param type content type of the body; null without one
   * @param name of the example; an answer's example of the same name says what comes back
   * @param query beside the path
   * @param body null without one
   */
  record Sample(
      String operation,
      String method,
      String path,
      String type,
      String name,
      String query,
      String body) {
    @Override
    public String toString() {
      return operation + " " + (type == null ? "" : type + " ") + name;
    }
  }

  /** Every operation: its node by its method and path, such as {@code GET /v1/metrics}. */
  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new LinkedHashMap<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                method.getValue())));
    return operations;
  }

  /** The operation of this id. */
  JsonNode operation(String id) {
    return operations().values().stream()
        .filter(operation -> operation.path("operationId").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** What stands behind a reference, or the node itself. */
  JsonNode at(JsonNode node) {
    return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** Every request that the document shows for an operation, with the path's own examples. */
  List<Sample> samples(String method, String path, JsonNode operation) {
    String id = operation.path("operationId").asText();
    List<Sample> samples = new ArrayList<>();
    operation
        .path("requestBody")
        .path("content")
        .properties()
        .forEach(
            type ->
                type.getValue()
                    .path("examples")
                    .properties()
                    .forEach(
                        example ->
                            samples.add(
                                new Sample(
                                    id,
                                    method,
                                    filled(path, operation),
                                    type.getKey(),
                                    example.getKey(),
                                    example.getValue().path("x-query").asText(""),
                                    text(example.getValue().path("value"))))));
    if (!operation.has("requestBody")) {
      samples.add(new Sample(id, method, filled(path, operation), null, "", "", null));
    }
    return samples;
  }

  /** The path with the examples of its parameters. */
  String filled(String path, JsonNode operation) {
    String filled = path;
    for (JsonNode reference : operation.path("parameters")) {
      JsonNode parameter = at(reference);
      if (parameter.path("in").asText().equals("path")) {
        filled =
            filled.replace(
                "{" + parameter.path("name").asText() + "}",
                Caller.encoded(parameter.path("example").asText()));
      }
    }
    return filled;
  }

  /** The status under which an answer's example has this name; empty if there is none. */
  List<String> statusesShowing(String operation, String example) {
    List<String> statuses = new ArrayList<>();
    operation(operation)
        .path("responses")
        .properties()
        .forEach(
            response ->
                at(response.getValue())
                    .path("content")
                    .forEach(
                        content -> {
                          if (content.path("examples").has(example)) {
                            statuses.add(response.getKey());
                          }
                        }));
    return statuses;
  }

  /** What is wrong with a value, by the schema at a pointer; nothing may be there beside it. */
  List<String> violations(String pointer, JsonNode value) {
    return schemas
        .getSchema(
            SchemaLocation.of(IRI + "#" + pointer),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
        .validate(value)
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** Where the schema of an answer of this type stands. */
  String answerSchema(String method, String path, String status, String type) {
    String pointer =
        "/paths/%s/%s/responses/%s"
            .formatted(escaped(path), method.toLowerCase(Locale.ROOT), status);
    JsonNode response = root.at(pointer);
    if (response.has("$ref")) {
      pointer = response.path("$ref").asText().substring(1);
    }
    return pointer + "/content/" + escaped(type) + "/schema";
  }

  static String escaped(String part) {
    return part.replace("~", "~0").replace("/", "~1");
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }

  /** What the document does not name, the server must not send: the test sees it where it does. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")
        && !object.path("description").asText().contains("ignored")
        && !object.path("description").asText().contains("not kept")) {
      object.put("additionalProperties", false);
    }
  }
}
