package io.healthtrack.schemas.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationsEndpointTest {

  @Test
  void tellsAliveFromReady() throws Exception {
    Health health = new Health(true, false, Map.of("readings", "paused: the database is down"));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (OperationsEndpoint endpoint =
            OperationsEndpoint.start(anyPort, () -> health, () -> "rows_total 1\n");
        HttpClient http = HttpClient.newHttpClient()) {
      assertEquals(200, get(http, endpoint, "/health").statusCode());
      HttpResponse<String> ready = get(http, endpoint, "/ready");
      assertEquals(503, ready.statusCode());
      assertEquals(
          "{\"status\":\"down\",\"details\":{\"readings\":\"paused: the database is down\"}}",
          ready.body());
      assertEquals("rows_total 1\n", get(http, endpoint, "/metrics").body());
    }
  }

  private static HttpResponse<String> get(HttpClient http, OperationsEndpoint endpoint, String path)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(endpoint.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
