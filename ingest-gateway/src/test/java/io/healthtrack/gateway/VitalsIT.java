package io.healthtrack.gateway;

import static io.healthtrack.gateway.Keys.scopes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VitalsIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ANN = "/v1/vitals/vitals%7Cann";
  private static final UUID ANN_ID = SubjectIdentity.userFrom("default", "vitals|ann");

  private static GatewayFixture gateway;
  private static Keys keys;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    keys = new Keys(gateway.caller(), gateway.app().address());
    gateway.caller().put("/v1/users/vitals%7Cann", "{}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void tellsAPersonsNewestReadingsByTheCallersOwnName() {
    HttpResponse<String> answer = gateway.caller().get(ANN);

    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().startsWith("{\"user_id\":\"" + ANN_ID + "\""), answer.body());
    assertTrue(answer.body().contains("\"age_seconds\""), answer.body());
    assertEquals(200, gateway.caller().get("/v1/vitals/" + ANN_ID).statusCode());
  }

  @Test
  void nobodyWithoutTheScopeInThePersonsTenantEvenCausesAQuestion() {
    try (Caller nobody = new Caller(gateway.app().address(), "ht_wrong");
        Caller writer = keys.with(scopes("readings:write", "registry:read"));
        Caller reader = keys.with(scopes("readings:read"));
        Caller stranger = keys.with(scopes("readings:read") + ",\"tenant\":\"elsewhere\"")) {
      UUID ben = SubjectIdentity.userFrom("default", "vitals|ben");
      gateway.caller().put("/v1/users/vitals%7Cben", "{}");
      for (String path : List.of("/v1/vitals/" + ben, "/v1/vitals/" + ben + "/stream")) {
        assertEquals(401, nobody.get(path).statusCode());
        assertEquals(403, writer.get(path).statusCode());
        assertEquals(404, stranger.get(path).statusCode());
        assertNull(gateway.vitals().asked.get(ben.toString()));
      }
      assertEquals(
          stranger.get("/v1/vitals/" + UUID.randomUUID()).body(),
          stranger.get("/v1/vitals/" + ben).body());
      assertEquals(200, reader.get("/v1/vitals/" + ben).statusCode());
    }
  }

  @Test
  void saysWhenNothingIsKnownAndWhenNobodyCanSay() {
    gateway.caller().put("/v1/users/" + VitalsStandIn.UNKNOWN, "{}");
    gateway.caller().put("/v1/users/" + VitalsStandIn.RESTORING, "{}");

    assertEquals(404, gateway.caller().get("/v1/vitals/" + VitalsStandIn.UNKNOWN).statusCode());
    HttpResponse<String> later = gateway.caller().get("/v1/vitals/" + VitalsStandIn.RESTORING);
    assertEquals(503, later.statusCode());
    assertEquals("1", later.headers().firstValue("Retry-After").orElse(""));
    assertTrue(later.body().contains("\"vitals-silent\""), later.body());
  }

  @Test
  void streamsWhatIsKnownAndThenWhatComesUntilTheKeyIsRevoked() throws IOException {
    String key = Keys.text(keys.ask(scopes("readings:read")), "key");
    try (Socket client =
            new Socket(gateway.app().address().getHost(), gateway.app().address().getPort());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      int before = gateway.vitals().followers();
      client.setSoTimeout((int) SOON.toMillis());
      client
          .getOutputStream()
          .write(
              ("GET "
                      + ANN
                      + "/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + key
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      List<String> heard = new ArrayList<>();
      until(lines, heard, "event: vital");
      Await.until("a follower", SOON, () -> gateway.vitals().followers() > before);
      gateway.vitals().tell("event: vital\ndata: {\"value\":77}\n\n");
      until(lines, heard, "data: {\"value\":77}");
      assertTrue(heard.getFirst().contains("200"), heard.toString());

      assertEquals(
          200, gateway.caller().delete("/v1/credentials/" + key.substring(3, 39)).statusCode());
      until(lines, heard, ": revoked");
      assertFalse(heard.contains(": slow"));
    }
  }

  private static void until(BufferedReader lines, List<String> heard, String wanted)
      throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      heard.add(line);
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("it ended without " + wanted + ": " + heard);
  }
}
