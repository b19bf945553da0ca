package io.healthtrack.local.door;

import io.healthtrack.gateway.formats.NativeJson;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.terminal.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Speaks to the gateway as any client would: keep-alive, retries with back-off while the gateway
 * cannot be reached or asks for patience. Retrying is safe, because readings have deterministic
 * identities and registry changes are idempotent. Safe for use by many threads.
 */
public final class GatewayClient implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int BYTES_PER_READING = 160;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private final URI gateway;
  private final String key;
  private final Duration patience;
  private final HttpClient http;

  /**
   * @param gateway base address
   * @param key API key
   * @param patience how long to keep retrying one request
   */
  public GatewayClient(URI gateway, String key, Duration patience) {
    this.gateway = gateway;
    this.key = key;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /** Makes sure a person is registered. */
  public void putUser(String user, Map<String, Object> attributes) {
    put("/v1/users/" + encode(user), attributes);
  }

  /** Makes sure a device is registered. */
  public void putDevice(String device, Map<String, Object> attributes) {
    put("/v1/devices/" + encode(device), attributes);
  }

  /** Whether a person is registered. */
  public boolean knowsUser(String user) {
    return entry("/v1/users/" + encode(user)).isPresent();
  }

  /** Whether a device is registered and has, or had, a wearer. */
  public boolean knowsWearerOf(String device) {
    return entry("/v1/devices/" + encode(device))
        .map(known -> known.get("assignments") instanceof List<?> worn && !worn.isEmpty())
        .orElse(false);
  }

  /** Makes sure a device is worn by a person from a moment on. */
  public void putAssignment(String device, String user, String from) {
    put("/v1/devices/" + encode(device) + "/assignments", Map.of("user", user, "from", from));
  }

  /** Makes sure a threshold rule is in force. */
  public void putThreshold(String rule, Map<String, Object> content) {
    put("/v1/thresholds/" + encode(rule), content);
  }

  /** Ends a threshold rule, if there is one. */
  public void endThreshold(String rule) {
    delete("/v1/thresholds/" + encode(rule));
  }

  /** Erases a person with all that is known of them, if there is one. */
  public void eraseUser(String user) {
    delete("/v1/users/" + encode(user));
  }

  /** Where a reading is; empty if it is nowhere to be found by what is known of it. */
  public Optional<Map<String, Object>> trace(UUID reading, Map<String, String> known) {
    StringBuilder path = new StringBuilder("/v1/readings/").append(reading);
    char separator = '?';
    for (Map.Entry<String, String> entry : known.entrySet()) {
      path.append(separator).append(entry.getKey()).append('=').append(encode(entry.getValue()));
      separator = '&';
    }
    return entry(path.toString());
  }

  /** Makes a credential; its key is in this answer and nowhere else. */
  public Map<String, Object> createCredential(Map<String, Object> wanted) {
    HttpRequest request =
        request("/v1/credentials")
            .POST(HttpRequest.BodyPublishers.ofString(Json.line(wanted)))
            .build();
    return document(request);
  }

  /** The credentials of a tenant, or of one's own where it is null. */
  public List<Map<String, Object>> credentials(String tenant) {
    String query = tenant == null ? "" : "?tenant=" + encode(tenant);
    Map<String, Object> answer = document(request("/v1/credentials" + query).GET().build());
    List<Map<String, Object>> credentials = new ArrayList<>();
    if (answer.get("credentials") instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Map<?, ?> fields) {
          Map<String, Object> credential = new LinkedHashMap<>();
          fields.forEach((name, value) -> credential.put(String.valueOf(name), value));
          credentials.add(credential);
        }
      }
    }
    return credentials;
  }

  /** From now on a credential opens nothing. */
  public Map<String, Object> revokeCredential(String id) {
    return document(request("/v1/credentials/" + encode(id)).DELETE().build());
  }

  /** Sends readings; returns once every one of them has a verdict. */
  public BatchAnswer post(List<ReadingDraft> readings) {
    HttpRequest request =
        request("/v1/readings")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(readings)))
            .build();
    HttpResponse<String> response = exchange(request);
    return switch (response.statusCode()) {
      case 200, 202, 207, 422 -> BatchAnswer.parse(response.body());
      default -> throw refused(request, response);
    };
  }

  /** Whether a path answers 200; without retries. */
  public static boolean answers(URI address) {
    HttpRequest request =
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(3)).GET().build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private Optional<Map<String, Object>> entry(String path) {
    HttpRequest request = request(path).GET().build();
    HttpResponse<String> response = exchange(request);
    return switch (response.statusCode()) {
      case 200 -> Optional.of(object(response));
      case 404 -> Optional.empty();
      default -> throw refused(request, response);
    };
  }

  private Map<String, Object> document(HttpRequest request) {
    HttpResponse<String> response = exchange(request);
    if (response.statusCode() / 100 != 2) {
      throw refused(request, response);
    }
    return object(response);
  }

  private Map<String, Object> object(HttpResponse<String> response) {
    try {
      return Json.object(response.body());
    } catch (IOException e) {
      throw new UserError("what answers at %s is no gateway of HealthTrack".formatted(gateway), e);
    }
  }

  private static byte[] body(List<ReadingDraft> readings) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(32 + readings.size() * BYTES_PER_READING);
    try {
      NativeJson.write(readings, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private void put(String path, Map<String, Object> body) {
    HttpRequest request =
        request(path).PUT(HttpRequest.BodyPublishers.ofString(Json.line(body))).build();
    HttpResponse<String> response = exchange(request);
    if (response.statusCode() / 100 != 2) {
      throw refused(request, response);
    }
  }

  private void delete(String path) {
    HttpRequest request = request(path).DELETE().build();
    HttpResponse<String> response = exchange(request);
    if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
      throw refused(request, response);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(ANSWER_WITHIN)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json");
  }

  /** What the gateway says of it, where it does. */
  private static String why(String body) {
    try {
      Object detail = Json.object(body).get("detail");
      return detail == null ? "" : ": " + detail;
    } catch (IOException e) {
      return "";
    }
  }

  /** Retries what may pass by itself: no connection, 429, 5xx. */
  private HttpResponse<String> exchange(HttpRequest request) {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      String trouble;
      try {
        HttpResponse<String> response =
            http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != 429 && response.statusCode() < 500) {
          return response;
        }
        trouble = "it answers " + response.statusCode() + why(response.body());
      } catch (IOException e) {
        trouble = "no connection";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("interrupted", e);
      }
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        throw new UserError(
            "the gateway at %s could not do it (%s); see: healthtrack status"
                .formatted(gateway, trouble));
      }
      LockSupport.parkNanos(pause.toNanos());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private static UserError refused(HttpRequest request, HttpResponse<String> response) {
    if (response.statusCode() == 401) {
      return new UserError(
          "the gateway at %s does not know this key: is it another installation's? --data DIR says which to use"
              .formatted(request.uri().getAuthority()));
    }
    return new UserError(
        "the gateway refused %s %s with %d: %s"
            .formatted(
                request.method(),
                request.uri().getRawPath(),
                response.statusCode(),
                Problem.of(response.body())));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
