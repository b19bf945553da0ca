package io.healthtrack.gateway;

import static io.healthtrack.gateway.Keys.scopes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.Caller.Heard;
import io.healthtrack.gateway.http.Operation;
import io.healthtrack.gateway.limits.CredentialLimits;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every refusal that the contract documents is provoked, for every operation that may give it. */
class ContractStatusesIT {

  private static final OpenApi CONTRACT = OpenApi.load();
  private static final Duration SOON = Duration.ofSeconds(20);

  /** These need an issuer of tokens, or events so old that Kafka has dropped them. */
  private static final Set<String> NOT_HERE =
      Set.of("GET /v1/metrics 403", "GET /v1/alerts/stream 410");

  private static final Map<Operation, String> CONTRADICTIONS =
      Map.of(
          Operation.PUT_CONSENT,
          "{\"scope\":\"research\",\"decision\":\"deny\",\"from\":\"2020-01-01T00:00:00Z\"}",
          Operation.PUT_ASSIGNMENT,
          "{\"user\":\"clinic|ann\",\"from\":\"2020-01-01T00:00:00Z\"}",
          Operation.DELETE_DEVICE,
          "",
          Operation.ACKNOWLEDGE_ALERT,
          "",
          Operation.SILENCE_ALERT,
          "{\"seconds\":60}");

  /** What makes a request without a path parameter wrong in a field. */
  private static final Map<Operation, String> WRONG_QUERIES =
      Map.of(
          Operation.POST_READINGS, "layout=nonsense",
          Operation.POST_CREDENTIAL, "",
          Operation.GET_CREDENTIALS, "tenant=Not%20One",
          Operation.GET_ALERTS, "state=nonsense",
          Operation.GET_ALERT_STREAM, "severity=nonsense");

  private static GatewayFixture gateway;
  private static ThresholdsStandIn thresholds;
  private static Keys keys;
  private static String credential;
  private static String episode;

  private final ContractCheck check = new ContractCheck(CONTRACT);

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    keys = new Keys(gateway.caller(), gateway.app().address());
    thresholds =
        new ThresholdsStandIn(gateway.stack().bootstrapServers(), gateway.stack().registryUrl());
    Await.until("alerts", SOON, gateway.app()::alertsReady);
    gateway.caller().put("/v1/users/clinic%7Cann", "{}");
    gateway.caller().put("/v1/devices/acme%7C42", "{}");
    for (Operation made :
        new Operation[] {
          Operation.PUT_ASSIGNMENT, Operation.PUT_CONSENT, Operation.PUT_THRESHOLD
        }) {
      assertEquals(2, ask(gateway.caller(), made, path(made), body(made)).status() / 100);
    }
    credential = Keys.text(keys.ask(scopes("readings:write")), "credential_id");
    AlertEvent opened =
        thresholds.open(SubjectIdentity.userFrom("default", "clinic|ann"), "warning");
    episode = thresholds.go(opened, "resolved", "warning").getEpisodeId().toString();
    Await.until(
        "the episode",
        SOON,
        () -> gateway.caller().get("/v1/alerts/" + episode).body().contains("resolved"));
  }

  @AfterAll
  static void stop() {
    thresholds.close();
    gateway.close();
  }

  @Test
  void everyRefusalIsGivenAsDocumented(@TempDir Path busy, @TempDir Path closing) throws Exception {
    try (Caller nobody = new Caller(gateway.app().address(), "ht_wrong");
        Caller reader = keys.with(scopes("registry:read"));
        Caller writer = keys.with(scopes("readings:write"));
        Caller stranger =
            keys.with(scopes("registry:write", "thresholds:write") + ",\"tenant\":\"elsewhere\"")) {
      for (Operation operation : Operation.values()) {
        if (operation.key() != Operation.Key.NONE) {
          refused(401, operation, ask(nobody, operation, path(operation), body(operation)));
        }
        if (operation.key() == Operation.Key.SCOPED) {
          Caller other = operation == Operation.POST_READINGS ? reader : writer;
          refused(403, operation, ask(other, operation, path(operation), body(operation)));
        }
        if (!body(operation).isEmpty()) {
          bodies(operation);
        }
        conditions(operation);
        fields(operation, stranger);
      }
    }
    limits(busy);
    closing(closing);
    Set<String> missing = new TreeSet<>(documented());
    missing.removeAll(check.seen());
    missing.removeAll(NOT_HERE);
    assertEquals(Set.of(), missing);
  }

  private void bodies(Operation operation) {
    String path = path(operation);
    int most = operation == Operation.POST_READINGS ? 10_000_000 : 64 * 1024;
    refused(400, operation, ask(gateway.caller(), operation, path, "{"));
    refused(413, operation, ask(gateway.caller(), operation, path, " ".repeat(most + 1)));
    refused(
        415,
        operation,
        ask(gateway.caller(), operation, path, body(operation), "Content-Type", "text/weird"));
  }

  private void conditions(Operation operation) {
    Caller caller = gateway.caller();
    String path = path(operation);
    String body = body(operation);
    if (documents(operation, "412")) {
      refused(412, operation, ask(caller, operation, path, body, "If-Match", "\"77\""));
    }
    if (documents(operation, "304")) {
      refused(304, operation, ask(caller, operation, path, body, "If-None-Match", "*"));
    }
    if (documents(operation, "409")) {
      refused(409, operation, ask(caller, operation, path, CONTRADICTIONS.get(operation)));
    }
    if (operation.method().equals("PUT") && operation != Operation.PUT_ASSIGNMENT) {
      refused(200, operation, ask(caller, operation, path, body));
    }
  }

  private void fields(Operation operation, Caller stranger) {
    Caller caller = gateway.caller();
    boolean named = operation.path().contains("{");
    if (documents(operation, "422")) {
      String query = WRONG_QUERIES.get(operation);
      String path =
          named
              ? operation.path().replaceAll("\\{[a-z]+}", "nonsense") + query(operation)
              : operation.path() + "?" + query;
      String body = operation == Operation.POST_CREDENTIAL ? "{}" : body(operation);
      refused(422, operation, ask(caller, operation, path, body));
    }
    if (documents(operation, "404")) {
      boolean makes = documents(operation, "201") && !operation.path().endsWith("s");
      boolean uuid = makes || !operation.path().matches("/v1/(users|devices|thresholds)/.*");
      String nobody = uuid ? UUID.randomUUID().toString() : "contract%7Cnobody";
      String path = operation.path().replaceAll("\\{[a-z]+}", nobody) + query(operation);
      refused(404, operation, ask(makes ? stranger : caller, operation, path, body(operation)));
    }
    if (operation == Operation.GET_ALERT_STREAM) {
      refused(
          400,
          operation,
          ask(caller, operation, operation.path(), "", "Last-Event-ID", "nonsense"));
    }
  }

  private void limits(Path state) throws IOException {
    CredentialLimits one = new CredentialLimits(10, 1, 10, Duration.ofSeconds(1));
    try (GatewayApp limited =
            gateway.another(
                state, new GatewayConfig.Access(one, Optional.empty(), Optional.empty()));
        Caller caller = new Caller(limited.address(), firstKey(state))) {
      for (Operation operation : Operation.values()) {
        if (operation.key() != Operation.Key.NONE) {
          Heard[] heard = new Heard[1];
          Await.until(
              "429",
              SOON,
              () -> {
                heard[0] = ask(caller, operation, "/v1/metrics", "", "X-Operation", "limit");
                heard[0] =
                    heard[0].status() == 429
                        ? ask(caller, operation, path(operation), body(operation))
                        : heard[0];
                return heard[0].status() == 429;
              });
          refused(429, operation, heard[0]);
        }
      }
    }
  }

  /** While one request is held open, the gateway that is being closed refuses all others. */
  private void closing(Path state) throws Exception {
    GatewayApp gone = gateway.another(state, GatewayConfig.Access.DEFAULT);
    try (Caller caller = new Caller(gone.address(), firstKey(state));
        Socket held = new Socket(gone.address().getHost(), gone.address().getPort())) {
      String head =
          "POST /v1/readings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + firstKey(state)
              + "\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{";
      held.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      held.getOutputStream().flush();
      Await.until(
          "a request in flight",
          SOON,
          () -> caller.get("/metrics").body().contains("in_flight_requests 2"));
      Thread closer = Thread.ofPlatform().start(gone::close);
      Await.until("closing", SOON, () -> caller.get("/health").statusCode() == 503);
      for (Operation operation : Operation.values()) {
        refused(503, operation, ask(caller, operation, path(operation), body(operation)));
      }
      held.shutdownOutput();
      closer.join();
    }
  }

  private void refused(int status, Operation operation, Heard answer) {
    assertEquals(status, answer.status(), () -> operation + " " + answer.body());
    check.answer(operation.method(), operation.path(), answer);
  }

  private static Heard ask(
      Caller caller, Operation operation, String path, String body, String... headers) {
    HttpRequest.Builder request =
        caller
            .request(path)
            .method(
                operation.method(),
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return Heard.of(caller.send(request.build()));
  }

  /** The path with what stands behind it. */
  private static String path(Operation operation) {
    String path =
        CONTRACT.filled(operation.path(), CONTRACT.operation(operation.label())) + query(operation);
    return switch (operation) {
      case GET_CREDENTIAL, DELETE_CREDENTIAL -> "/v1/credentials/" + credential;
      case GET_ALERT -> "/v1/alerts/" + episode;
      case ACKNOWLEDGE_ALERT -> "/v1/alerts/" + episode + "/acknowledge";
      case SILENCE_ALERT -> "/v1/alerts/" + episode + "/silence";
      default -> path;
    };
  }

  private static String query(Operation operation) {
    StringBuilder query = new StringBuilder();
    for (JsonNode reference : CONTRACT.operation(operation.label()).path("parameters")) {
      JsonNode parameter = CONTRACT.at(reference);
      if (parameter.path("in").asText().equals("query") && parameter.has("example")) {
        query.append(query.isEmpty() ? "?" : "&").append(parameter.path("name").asText());
        query.append("=").append(Caller.encoded(parameter.path("example").asText()));
      }
    }
    return query.toString();
  }

  /** The first example of what is sent; empty where nothing is. */
  private static String body(Operation operation) {
    JsonNode examples =
        CONTRACT
            .operation(operation.label())
            .path("requestBody")
            .path("content")
            .path("application/json")
            .path("examples");
    return examples.isEmpty() ? "" : examples.elements().next().path("value").toString();
  }

  private static boolean documents(Operation operation, String status) {
    return CONTRACT.operation(operation.label()).path("responses").has(status);
  }

  /** Every refusal; what the examples show is the other test's. */
  private static Set<String> documented() {
    Set<String> documented = new TreeSet<>();
    CONTRACT
        .operations()
        .forEach(
            (name, operation) ->
                operation
                    .path("responses")
                    .fieldNames()
                    .forEachRemaining(
                        status -> {
                          if (status.matches("[345].*")) {
                            documented.add(name + " " + status);
                          }
                        }));
    assertTrue(documented.size() > 100, documented.toString());
    return documented;
  }

  private static String firstKey(Path state) throws IOException {
    return Files.readString(state.resolve("api-key")).strip();
  }
}
