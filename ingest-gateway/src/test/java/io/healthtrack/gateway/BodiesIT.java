package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.healthtrack.avro.Reading;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of every kind at the one door for readings. */
class BodiesIT {

  private static final String CSV =
      """
      id,metric,value,unit,measured_at
      %1$s-1,heart-rate,61,/min,2026-03-01T10:00:00Z
      %1$s-2,heart-rate,sixty,/min,2026-03-01T10:01:00Z
      %1$s-3,heart-rate,62,/min,2026-03-01T10:02:00Z
      """;

  private static final String CLARITY =
      """
      Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL)
      1,,FirstName,
      2,2026-03-01T08:00:00,EGV,104
      3,2026-03-01T08:05:00,EGV,Low
      """;

  private static GatewayFixture gateway;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    gateway.wear("bodies|watch", "bodies|ann");
    gateway.wear("fitbit|8877689391", "fitbit|8877689391");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void csvHasVerdictsByRow() {
    HttpResponse<String> answer = post("text/csv", "?device=bodies%7Cwatch", CSV.formatted("csv"));
    assertEquals(207, answer.statusCode(), answer.body());
    assertTrue(
        answer
            .body()
            .contains(
                "{\"index\":1,\"row\":2,\"status\":\"rejected\",\"code\":\"not-a-number\",\"field\":\"value\""),
        answer.body());
    assertEquals(List.of("csv-1", "csv-3"), stored("csv-"));
  }

  @Test
  void vendorLayoutIsNamedByTheTypeOrTheQuery() {
    String where = "?device=bodies%7Cwatch&zone=Europe/Berlin";
    for (String[] way :
        new String[][] {
          {"text/csv; layout=dexcom-clarity", where},
          {"text/csv", where + "&layout=dexcom-clarity"}
        }) {
      HttpResponse<String> answer = post(way[0], way[1], CLARITY);
      assertEquals(202, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("\"skipped\":{\"patient-info\":1}"), answer.body());
      assertTrue(answer.body().contains("{\"index\":1,\"row\":3,"), answer.body());
    }
    Reading low =
        gateway.raw().stream()
            .map(record -> record.value())
            .filter(reading -> "<".equals(reading.getComparator()))
            .findFirst()
            .orElseThrow();
    assertEquals("dexcom-clarity", low.getSource());
    assertEquals(40.0, low.getValue());
    assertEquals(60, low.getOffsetMinutes());
  }

  @Test
  void fileWithNumbersOfPeopleIsTheirOwn() {
    HttpResponse<String> answer =
        post(
            "text/csv",
            "?layout=fitbit-heart-rate&zone=America/Chicago",
            "Id,Time,Value\n8877689391,4/12/2026 7:21:00 AM,97\n1,4/12/2026 7:21:05 AM,102\n");
    assertEquals(207, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"code\":\"unknown-device\""), answer.body());
  }

  @Test
  void dryRunGivesTheVerdictsAndWritesNothing() {
    HttpResponse<String> answer =
        post("text/csv", "?device=bodies%7Cwatch&dry_run=true", CSV.formatted("dry"));
    assertEquals(207, answer.statusCode(), answer.body());
    assertTrue(answer.body().startsWith("{\"dry_run\":true,\"accepted\":2,"), answer.body());
    String reading =
        """
        {"readings":[{"id":"dry-9","device":"bodies|watch","metric":"heart-rate","value":60,\
        "unit":"/min","measured_at":"2026-03-01T10:00:00Z"}]}""";
    assertEquals(200, post("application/json", "?dry_run", reading).statusCode());
    assertEquals(422, post("application/json", "?dry_run=perhaps", reading).statusCode());
    // The control comes after them in every partition, so nothing of a dry run is still to come.
    assertEquals(202, post("application/json", "", reading.replace("dry-9", "wet")).statusCode());
    assertEquals(List.of("wet"), stored("wet"));
    assertEquals(List.of(), stored("dry-"));
  }

  @Test
  void zstandardIsUnpackedWithinTheLimit() {
    byte[] csv = CSV.formatted("zstd").getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer = packed("zstd", Zstd.compress(csv));
    assertEquals(207, answer.statusCode(), answer.body());
    assertEquals(List.of("zstd-1", "zstd-3"), stored("zstd-"));
    HttpResponse<String> bomb = packed("zstd", Zstd.compress(new byte[200_000_000]));
    assertEquals(413, bomb.statusCode(), bomb.body());
    HttpResponse<String> broken = packed("zstd", new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertEquals(400, broken.statusCode(), broken.body());
    assertTrue(broken.body().contains("malformed-zstd"), broken.body());
    HttpResponse<String> half = packed("zstd", Arrays.copyOf(Zstd.compress(csv), 40));
    assertEquals(400, half.statusCode(), half.body());
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertProblem(
        422, "unknown-layout", "layout", post("text/csv", "?layout=fitbit-haert-rate", "a,b"));
    assertProblem(
        422, "zone-required", "zone", post("text/csv", "?layout=dexcom-clarity", CLARITY));
    assertProblem(
        422, "wrong-header", "layout", post("text/csv", "?layout=libreview", "a,b,c\n1,2,3\n"));
    assertProblem(
        422, "malformed", "zone", post("text/csv", "?layout=libreview&zone=Berlin", CLARITY));
    HttpResponse<String> whose = post("text/csv", "", CSV.formatted("w"));
    assertEquals(422, whose.statusCode());
    assertTrue(whose.body().contains("?device= or ?user="), whose.body());
  }

  @Test
  void requestsHaveNames() {
    HttpResponse<String> named =
        gateway
            .caller()
            .send(
                gateway
                    .caller()
                    .request("/v1/metrics")
                    .header("X-Request-Id", "night-shift.7")
                    .GET()
                    .build());
    assertEquals("night-shift.7", named.headers().firstValue("X-Request-Id").orElseThrow());
    HttpResponse<String> unfit =
        gateway
            .caller()
            .send(
                gateway
                    .caller()
                    .request("/v1/metrics")
                    .header("X-Request-Id", "a b")
                    .GET()
                    .build());
    String ours = unfit.headers().firstValue("X-Request-Id").orElseThrow();
    assertFalse(ours.isEmpty() || ours.contains(" "), ours);
  }

  private static HttpResponse<String> post(String type, String query, String body) {
    return gateway
        .caller()
        .send(
            gateway
                .caller()
                .request("/v1/readings" + query)
                .setHeader("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
  }

  private static HttpResponse<String> packed(String encoding, byte[] body) {
    return gateway
        .caller()
        .send(
            gateway
                .caller()
                .request("/v1/readings?device=bodies%7Cwatch")
                .setHeader("Content-Type", "text/csv")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
  }

  private static List<String> stored(String prefix) {
    return gateway.raw().stream()
        .map(record -> record.value().getClientId())
        .filter(id -> id != null && id.startsWith(prefix))
        .sorted()
        .toList();
  }

  private static void assertProblem(
      int status, String code, String field, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
    assertTrue(answer.body().contains("\"field\":\"" + field + "\""), answer.body());
  }
}
