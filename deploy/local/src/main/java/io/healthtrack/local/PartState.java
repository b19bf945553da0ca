package io.healthtrack.local;

import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.sink.database.Remedy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * How a part of a running HealthTrack is, asked itself.
 *
 * @param name what it is
 * @param address where it was asked, without a password
 * @param trouble what is wrong and what to do; empty when nothing is
 */
record PartState(String name, String address, String trouble) {

  private static final int SECONDS = 3;
  private static final Set<String> WELL = Set.of("running", "prepared", "ready", "RUNNING");

  boolean well() {
    return trouble.isEmpty();
  }

  /** Asks all of them, those first on which others depend. */
  static List<PartState> all(Endpoints endpoints) {
    return List.of(
        kafka(endpoints.kafka()),
        postgres(endpoints.postgres()),
        registry(endpoints.registry()),
        service("gateway", endpoints.gateway()),
        service("streams", endpoints.streams()),
        service("sink", endpoints.sink()));
  }

  static PartState kafka(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "request.timeout.ms",
            SECONDS * 1_000,
            "default.api.timeout.ms",
            SECONDS * 1_000);
    String trouble = "";
    try (Admin admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      trouble = "no answer from the broker; is it running? its log says why not";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = "interrupted while asking";
    }
    return new PartState("kafka", bootstrapServers, trouble);
  }

  static PartState postgres(String url) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", Integer.toString(SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(SECONDS));
    String trouble = "";
    try (Connection connection = DriverManager.getConnection(url, properties);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    } catch (SQLException e) {
      trouble = Remedy.of(e);
    }
    return new PartState(
        "postgres", url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", ""), trouble);
  }

  static PartState registry(URI address) {
    Answer answer = ask(URI.create(address + "/subjects"));
    return new PartState(
        "registry",
        address.toString(),
        answer.status() == 200
            ? ""
            : answer.status() == 0
                ? "no answer from the schema registry; is it running? its log says why not"
                : "it answers %d; it keeps its schemas in PostgreSQL: is that well?"
                    .formatted(answer.status()));
  }

  static PartState service(String name, URI address) {
    URI ready = address.resolve("/ready");
    Answer answer = ask(ready);
    return new PartState(
        name,
        ready.toString(),
        switch (answer.status()) {
          case 200 -> "";
          case 0 -> "no answer; is it running? its log says why not";
          default -> reasons(answer.body());
        });
  }

  private static String reasons(String body) {
    Map<?, ?> details;
    try {
      details = Json.object(body).get("details") instanceof Map<?, ?> told ? told : Map.of();
    } catch (IOException e) {
      return "it answers, but not as a service of HealthTrack; is the port somebody else's?";
    }
    String reasons =
        details.entrySet().stream()
            .filter(detail -> !WELL.contains(String.valueOf(detail.getValue())))
            .map(detail -> detail.getKey() + " " + detail.getValue())
            .collect(Collectors.joining("\n"));
    return reasons.isEmpty() ? "not ready" : reasons;
  }

  private record Answer(int status, String body) {}

  private static Answer ask(URI address) {
    HttpRequest request =
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(SECONDS)).GET().build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(SECONDS)).build()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, "");
    }
  }
}
