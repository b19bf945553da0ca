package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.topics.ErasurePlaces;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureIT {

  private static GatewayFixture gateway;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void answersWithAReceiptOncePersonDevicesAndRulesHaveForgotten() throws IOException {
    gateway.wear("erase|watch", "erase|ann");
    gateway.wear("erase|ring", "erase|ann");
    handOver("erase|watch", "erase|ben");
    rule("erase|hers", ",\"user\":\"erase|ann\"");
    rule("erase|everybodys", "");
    Instant before = Instant.now();

    HttpResponse<String> answer = delete("erase|ann");

    assertEquals(200, answer.statusCode(), answer.body());
    List<Map<String, String>> receipt = objects(answer.body());
    Map<String, String> head = receipt.removeLast();
    assertEquals(SubjectIdentity.userFrom("default", "erase|ann").toString(), head.get("user_id"));
    Instant erasedAt = Instant.parse(head.get("erased_at"));
    assertTrue(Duration.between(before, erasedAt).abs().compareTo(Duration.ofMinutes(1)) < 0);
    assertEquals(
        ErasurePlaces.places(erasedAt).stream()
            .map(
                place ->
                    Map.of(
                        "place", place.name(),
                        "empty_by", place.emptyBy().toString(),
                        "how", place.how()))
            .toList(),
        receipt);

    assertEquals(404, get("users", "erase|ann"));
    String person = head.get("user_id");
    for (String device : List.of("erase|watch", "erase|ring")) {
      String entry = gateway.caller().get(path("devices", device)).body();
      assertFalse(entry.contains(person), entry);
    }
    assertTrue(
        gateway
            .caller()
            .get(path("devices", "erase|watch"))
            .body()
            .contains(SubjectIdentity.userFrom("default", "erase|ben").toString()));
    assertEquals(404, get("thresholds", "erase|hers"));
    assertEquals(200, get("thresholds", "erase|everybodys"));
    assertEquals(404, delete("erase|ann").statusCode());
  }

  @Test
  void takesNoReadingOfAnErasedPersonAnyMore() {
    gateway.wear("erase|patch", "erase|cleo");
    assertEquals(202, post("\"device\":\"erase|patch\"").statusCode());
    assertEquals(200, delete("erase|cleo").statusCode());

    assertTrue(post("\"device\":\"erase|patch\"").body().contains("unassigned-device"));
    assertTrue(post("\"user\":\"erase|cleo\"").body().contains("unknown-user"));
  }

  @Test
  void whoComesBackIsRegisteredLikeAnyone() {
    gateway.wear("erase|band", "erase|dan");
    assertEquals(200, delete("erase|dan").statusCode());
    gateway.wear("erase|band", "erase|dan");

    assertEquals(202, post("\"device\":\"erase|band\"").statusCode());
    assertEquals(200, delete("erase|dan").statusCode());
  }

  @Test
  void nobodyUnknownIsErased() {
    HttpResponse<String> answer = delete("erase|nobody");

    assertEquals(404, answer.statusCode());
    assertTrue(answer.body().contains("\"code\":\"not-found\""), answer.body());
  }

  @Test
  void aConditionThatDoesNotHoldLeavesEverythingAsItIs() {
    gateway.wear("erase|clip", "erase|eve");
    HttpResponse<String> refused =
        gateway.caller().delete(path("users", "erase|eve"), "If-Match", "\"7\"");

    assertEquals(412, refused.statusCode());
    assertTrue(refused.body().contains("\"code\":\"version-mismatch\""), refused.body());
    assertEquals(202, post("\"device\":\"erase|clip\"").statusCode());

    String tag =
        gateway.caller().get(path("users", "erase|eve")).headers().firstValue("ETag").orElseThrow();
    assertEquals(
        200, gateway.caller().delete(path("users", "erase|eve"), "If-Match", tag).statusCode());
  }

  private static HttpResponse<String> delete(String user) {
    return gateway.caller().delete(path("users", user));
  }

  private static int get(String kind, String id) {
    return gateway.caller().get(path(kind, id)).statusCode();
  }

  private static String path(String kind, String id) {
    return "/v1/" + kind + "/" + Caller.encoded(id);
  }

  private static void handOver(String device, String user) {
    gateway.caller().put(path("users", user), "{}");
    HttpResponse<String> answer =
        gateway
            .caller()
            .put(
                path("devices", device) + "/assignments",
                "{\"user\":\"" + user + "\",\"from\":\"2024-01-01T00:00:00Z\"}");
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private static void rule(String id, String scope) {
    HttpResponse<String> answer =
        gateway
            .caller()
            .put(
                path("thresholds", id),
                "{\"metric\":\"heart-rate\",\"severity\":\"info\",\"above\":150" + scope + "}");
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private static HttpResponse<String> post(String subject) {
    return gateway
        .caller()
        .post(
            "{\"readings\":[{"
                + subject
                + ",\"metric\":\"heart-rate\",\"value\":61,\"unit\":\"/min\","
                + "\"measured_at\":\"2026-03-01T10:00:00Z\"}]}");
  }

  /** The objects of a document in the order in which they end. */
  private static List<Map<String, String>> objects(String json) throws IOException {
    List<Map<String, String>> ended = new ArrayList<>();
    List<Map<String, String>> open = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          open.add(new HashMap<>());
        } else if (token == JsonToken.END_OBJECT) {
          ended.add(open.removeLast());
        } else if (token == JsonToken.VALUE_STRING) {
          open.getLast().put(parser.currentName(), parser.getText());
        }
      }
    }
    return ended;
  }
}
