package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From a reading to an alert in the stream, to somebody who takes it on, to the database. */
class AlertLifeIT {

  private static final String PERSON = "test|alerted";

  @Test
  void aReadingRaisesAnAlertThatSomebodyTakesOn() throws IOException, InterruptedException {
    Endpoints endpoints = LocalPipeline.endpoints();
    HttpClient http = HttpClient.newHttpClient();
    try (GatewayClient door =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), Duration.ofSeconds(30))) {
      door.putUser(PERSON, Map.of());
      List<Map<String, Object>> told = new CopyOnWriteArrayList<>();
      HttpResponse<Stream<String>> stream =
          http.send(
              request("/v1/alerts/stream?severity=critical&user=test%7Calerted").build(),
              BodyHandlers.ofLines());
      assertEquals(200, stream.statusCode());
      Thread.ofVirtual().start(() -> stream.body().forEach(line -> note(told, line)));

      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Instant sent = Instant.now();
      door.post(
          IntStream.of(20, 10, 0)
              .mapToObj(seconds -> heartRate(187, now.minusSeconds(seconds)))
              .toList());
      LocalPipeline.await("alert", () -> !told.isEmpty());
      Map<String, Object> opened = told.getFirst();
      assertEquals("opened", opened.get("event"));
      assertEquals(true, opened.get("page"));
      assertTrue(Instant.parse((String) opened.get("evaluated_at")).isAfter(sent.minusSeconds(5)));

      HttpResponse<String> answer =
          http.send(
              request("/v1/alerts/" + opened.get("episode_id") + "/acknowledge")
                  .POST(BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      Map<String, Object> event = Json.object(answer.body());
      assertEquals("acknowledged", event.get("event"));
      LocalPipeline.await("acknowledged in the stream", () -> told.size() == 2);
      assertEquals(event, told.getLast());
      LocalPipeline.await(
          "acknowledged in the database",
          () -> "acknowledged first-key".equals(stored((String) opened.get("episode_id"))));
    } finally {
      // To close would be to wait for the end of the stream.
      http.shutdownNow();
    }
  }

  private static void note(List<Map<String, Object>> told, String line) {
    if (line.startsWith("data: ")) {
      try {
        told.add(Json.object(line.substring("data: ".length())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static HttpRequest.Builder request(String path) {
    Endpoints endpoints = LocalPipeline.endpoints();
    return HttpRequest.newBuilder(endpoints.gateway().resolve(path))
        .header("Authorization", "Bearer " + endpoints.apiKey());
  }

  private static String stored(String episode) {
    try (Connection connection = LocalPipeline.database();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT state || ' ' || acknowledged_by FROM health.alerts"
                    + " WHERE alert_id = '%s' AND user_id = '%s'"
                        .formatted(episode, SubjectIdentity.userFrom("default", PERSON)))) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ReadingDraft heartRate(double rate, Instant at) {
    return new ReadingDraft(
        null,
        null,
        PERSON,
        "heart-rate",
        rate,
        null,
        "/min",
        at,
        null,
        null,
        0,
        ReadingDraft.FINAL,
        null,
        ReadingDraft.SENSED,
        null,
        null);
  }
}
