package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.healthtrack.gateway.Caller.Heard;
import io.healthtrack.gateway.OpenApi.Sample;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Everything that the published contract shows is sent to a gateway, which answers as shown. */
class ContractIT {

  private static final OpenApi CONTRACT = OpenApi.load();

  private static GatewayFixture gateway;
  private static ThresholdsStandIn thresholds;

  private static final Duration SOON = Duration.ofSeconds(20);

  /** Values that an answer's link hands to a later operation, by operation and parameter. */
  private final Map<String, String> linked = new HashMap<>();

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    thresholds =
        new ThresholdsStandIn(gateway.stack().bootstrapServers(), gateway.stack().registryUrl());
    Await.until("alerts", SOON, gateway.app()::alertsReady);
    thresholds.open(SubjectIdentity.userFrom("default", "clinic|ann"), "critical");
    Await.until(
        "an episode", SOON, () -> gateway.caller().get("/v1/alerts").body().contains("episode_id"));
  }

  @AfterAll
  static void stop() {
    thresholds.close();
    gateway.close();
  }

  @Test
  void everyExampleIsAnsweredAsShown() {
    ContractCheck check = new ContractCheck(CONTRACT);
    List<Executable> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> operation : inOrder()) {
      String method = operation.getKey().substring(0, operation.getKey().indexOf(' '));
      String path = operation.getKey().substring(operation.getKey().indexOf(' ') + 1);
      for (Sample sample : CONTRACT.samples(method, path, operation.getValue())) {
        all.add(() -> ask(check, method, path, sample));
      }
    }
    assertAll(all);
  }

  private void ask(ContractCheck check, String method, String path, Sample sample) {
    Heard answer = send(sample);
    String what = sample + " " + answer.status() + " " + answer.body();
    if (sample.body() == null) {
      assertEquals(2, answer.status() / 100, what);
    } else {
      List<String> shown = CONTRACT.statusesShowing(sample.operation(), sample.name());
      // Tests that share the stack may have made the entry before.
      boolean there = shown.equals(List.of("201")) && answer.status() == 200;
      assertTrue(there || shown.equals(List.of(Integer.toString(answer.status()))), what);
    }
    check.answer(method, path, answer);
    check.asShown(method, path, nameShown(sample, method, path, answer), answer);
    link(method, path, answer);
  }

  /**
   * What is made first; then what is looked at, and what speaks of something found there; what is
   * taken away last and in the opposite order.
   */
  private static List<Map.Entry<String, JsonNode>> inOrder() {
    List<Map.Entry<String, JsonNode>> all = new ArrayList<>(CONTRACT.operations().entrySet());
    List<Map.Entry<String, JsonNode>> ordered = new ArrayList<>();
    for (String beginning :
        List.of("PUT ", "POST /v1/r", "POST /v1/d", "POST /v1/c", "GET ", "POST /v1/a")) {
      all.stream().filter(one -> one.getKey().startsWith(beginning)).forEach(ordered::add);
    }
    Collections.reverse(all);
    all.stream().filter(one -> one.getKey().startsWith("DELETE ")).forEach(ordered::add);
    assertEquals(all.size(), ordered.size());
    return ordered;
  }

  private Heard send(Sample sample) {
    String path = sample.path();
    for (JsonNode reference : CONTRACT.operation(sample.operation()).path("parameters")) {
      JsonNode parameter = CONTRACT.at(reference);
      String name = parameter.path("name").asText();
      String value = linked.get(sample.operation() + "/" + name);
      if (parameter.path("in").asText().equals("path") && value != null) {
        path = path.replace(Caller.encoded(parameter.path("example").asText()), value);
      } else if (parameter.path("in").asText().equals("query") && parameter.has("example")) {
        path +=
            (path.contains("?") ? "&" : "?")
                + name
                + "="
                + Caller.encoded(parameter.path("example").asText());
      }
    }
    if (!sample.query().isEmpty()) {
      path += "?" + sample.query();
    }
    BodyPublisher body =
        sample.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(sample.body());
    HttpRequest.Builder request = gateway.caller().request(path).method(sample.method(), body);
    if (sample.type() != null) {
      request.setHeader("Content-Type", sample.type());
    }
    HttpRequest ready = request.build();
    return sample.path().endsWith("/stream")
        ? gateway.caller().firstLine(ready)
        : Heard.of(gateway.caller().send(ready));
  }

  /** A request without a body has no name; its answer shows one example. */
  private static String nameShown(Sample sample, String method, String path, Heard answer) {
    if (sample.body() != null) {
      return sample.name();
    }
    JsonNode content =
        CONTRACT
            .at(
                CONTRACT
                    .operations()
                    .get(method + " " + path)
                    .path("responses")
                    .path(Integer.toString(answer.status())))
            .path("content");
    for (JsonNode type : content) {
      for (Map.Entry<String, JsonNode> example : type.path("examples").properties()) {
        return example.getKey();
      }
    }
    return "";
  }

  private void link(String method, String path, Heard answer) {
    CONTRACT
        .operations()
        .get(method + " " + path)
        .path("responses")
        .path(Integer.toString(answer.status()))
        .path("links")
        .forEach(
            link ->
                link.path("parameters")
                    .properties()
                    .forEach(
                        parameter -> {
                          String expression = parameter.getValue().asText();
                          assertTrue(expression.startsWith("$response.body#"), expression);
                          String value =
                              OpenApi.parse(answer.body())
                                  .at(expression.substring("$response.body#".length()))
                                  .asText();
                          linked.put(
                              link.path("operationId").asText() + "/" + parameter.getKey(), value);
                        }));
  }
}
