package io.healthtrack.gateway.vitals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks the stream processors. A process that has not got the person says which one has, and that
 * one is asked.
 */
public final class Vitals implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_HOPS = 3;

  private final Optional<VitalsAccess> access;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** Asks as configured; without anybody to ask it can say nothing. */
  public Vitals(Optional<VitalsAccess> access) {
    this.access = access;
  }

  /**
   * What is known of a person, as JSON; empty if nothing is.
   *
   * @throws VitalsSilentException if nobody can say now
   */
  public Optional<byte[]> latest(UUID user) {
    try (InputStream body = ask("/v1/vitals/" + user)) {
      return body == null ? Optional.empty() : Optional.of(body.readAllBytes());
    } catch (IOException e) {
      throw new VitalsSilentException("the answer broke off");
    }
  }

  /**
   * The person's vitals as server-sent events, for as long as they come; to be closed.
   *
   * @throws VitalsSilentException if nobody can say now
   */
  public InputStream follow(UUID user) {
    InputStream events = ask("/v1/vitals/" + user + "/stream");
    if (events == null) {
      throw new VitalsSilentException("the stream processors know of no such stream");
    }
    return events;
  }

  private InputStream ask(String path) {
    VitalsAccess asked =
        access.orElseThrow(
            () -> new VitalsSilentException("this gateway is not told where they are kept"));
    URI address = asked.address().resolve(path);
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      HttpResponse<InputStream> answer = send(address, asked);
      switch (answer.statusCode()) {
        case 200 -> {
          return answer.body();
        }
        case 404 -> {
          closed(answer);
          return null;
        }
        case 307 -> {
          closed(answer);
          address = next(answer, path);
        }
        default -> {
          closed(answer);
          throw new VitalsSilentException("they are being restored or moved");
        }
      }
    }
    throw new VitalsSilentException("they are being moved");
  }

  private HttpResponse<InputStream> send(URI address, VitalsAccess asked) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + asked.token().value())
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new VitalsSilentException("the stream processors do not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VitalsSilentException("this gateway is being stopped");
    }
  }

  /** The token goes with it: only a process to which the token was shown can send us on. */
  private static URI next(HttpResponse<?> answer, String path) {
    try {
      URI next = URI.create(answer.headers().firstValue("Location").orElse(""));
      if (next.getHost() != null && path.equals(next.getPath())) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      // As if it were none.
    }
    throw new VitalsSilentException("the stream processors point nowhere");
  }

  private static void closed(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      body.skipNBytes(0);
    } catch (IOException e) {
      // It is not read in any case.
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
