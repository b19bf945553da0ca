package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.formats.Formats;
import io.healthtrack.gateway.formats.RejectionCode;
import io.healthtrack.gateway.formats.SkipReason;
import io.healthtrack.gateway.http.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The contract is whole, and says what the code says. */
class OpenApiTest {

  private static final OpenApi CONTRACT = OpenApi.load();

  @Test
  void anotherReaderUnderstandsIt() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(CONTRACT.root().toString(), List.of(), options);
    assertEquals(List.of(), result.getMessages());
    assertEquals(CONTRACT.root().path("paths").size(), result.getOpenAPI().getPaths().size());
  }

  @Test
  void holdsTheOperationsOfTheServerAndNoOther() {
    Map<String, String> served =
        Arrays.stream(Operation.values())
            .collect(Collectors.toMap(o -> o.method() + " " + o.path(), Operation::label));
    Map<String, String> published =
        CONTRACT.operations().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().path("operationId").asText()));
    assertEquals(served, published);
  }

  @Test
  void saysWhatEachOperationAsksFor() {
    for (Operation operation : Operation.values()) {
      Set<String> said = new HashSet<>();
      JsonNode security = CONTRACT.operation(operation.label()).path("security");
      security.forEach(way -> said.add(way.toString()));
      Set<String> expected = new HashSet<>();
      switch (operation.key()) {
        case NONE -> {}
        case ANY -> expected.addAll(List.of("{\"key\":[]}", "{\"token\":[]}"));
        case SCOPED ->
            operation
                .scopes()
                .forEach(
                    scope -> {
                      expected.add("{\"key\":[\"" + scope.text() + "\"]}");
                      expected.add("{\"token\":[\"" + scope.text() + "\"]}");
                    });
      }
      assertEquals(expected, said, operation.label());
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndNothingIsLeftOver() {
    Set<String> used = new TreeSet<>();
    references(CONTRACT.root(), used);
    for (String reference : used) {
      assertFalse(CONTRACT.root().at(reference.substring(1)).isMissingNode(), reference);
    }
    for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
      CONTRACT
          .root()
          .path("components")
          .path(kind)
          .fieldNames()
          .forEachRemaining(
              name -> assertTrue(used.contains("#/components/" + kind + "/" + name), name));
    }
  }

  @Test
  void everyExampleIsOfItsSchema() {
    List<String> wrong = new ArrayList<>();
    examples(CONTRACT.root(), "", wrong);
    assertEquals(List.of(), wrong);
  }

  @Test
  void wordsAreThoseOfTheCode() throws IllegalAccessException {
    assertEquals(
        Arrays.stream(Scope.values()).map(Scope::text).toList(),
        words("/components/schemas/Scope/enum"));
    assertEquals(
        Arrays.stream(Scope.values()).map(Scope::text).collect(Collectors.toSet()),
        new HashSet<>(names("/components/securitySchemes/token/flows/clientCredentials/scopes")));
    assertEquals(
        new TreeSet<>(Formats.names()),
        new TreeSet<>(words("/components/parameters/Layout/schema/enum")));
    assertEquals(
        constants(SkipReason.class),
        new TreeSet<>(words("/components/schemas/Verdicts/properties/skipped/propertyNames/enum")));
    assertTrue(
        words("/components/schemas/Verdict/properties/code/enum")
            .containsAll(constants(RejectionCode.class)));
  }

  /** Walks to every media type and parameter that shows examples. */
  private static void examples(JsonNode node, String pointer, List<String> wrong) {
    if (node.has("schema") && !node.has("name")) {
      node.path("examples")
          .properties()
          .forEach(
              example -> check(pointer, example.getKey(), example.getValue().path("value"), wrong));
    }
    if (node.has("schema") && node.has("example")) {
      check(pointer, "example", node.path("example"), wrong);
    }
    node.properties()
        .forEach(
            field ->
                examples(field.getValue(), pointer + "/" + OpenApi.escaped(field.getKey()), wrong));
  }

  /** An example that shows a mistake is known by the refusal of the same name. */
  private static void check(String pointer, String name, JsonNode value, List<String> wrong) {
    boolean mistake =
        pointer.contains("/requestBody/") && (name.startsWith("wrong-") || name.startsWith("not-"));
    List<String> violations = CONTRACT.violations(pointer + "/schema", value);
    if (!mistake && !violations.isEmpty()) {
      wrong.add(pointer + " " + name + ": " + violations);
    }
  }

  private static void references(JsonNode node, Set<String> found) {
    if (node.path("$ref").isTextual()) {
      found.add(node.path("$ref").asText());
    }
    node.forEach(child -> references(child, found));
  }

  private static List<String> words(String pointer) {
    return StreamSupport.stream(CONTRACT.root().at(pointer).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static List<String> names(String pointer) {
    List<String> names = new ArrayList<>();
    CONTRACT.root().at(pointer).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> constants(Class<?> words) throws IllegalAccessException {
    Set<String> constants = new TreeSet<>();
    for (Field field : words.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        constants.add((String) field.get(null));
      }
    }
    return constants;
  }
}
