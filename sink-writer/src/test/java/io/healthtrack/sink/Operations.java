package io.healthtrack.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a sink says of itself over HTTP. */
final class Operations {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Operations() {}

  /** What {@code /ready} answers. */
  static String ready(SinkApp app) {
    return ask(app, "/ready");
  }

  /** What {@code /metrics} answers. */
  static String metrics(SinkApp app) {
    return ask(app, "/metrics");
  }

  /** How often sessions of a lane failed of a cause. */
  static long failures(SinkApp app, String lane, String cause) {
    return metrics(app)
        .lines()
        .filter(line -> line.startsWith("healthtrack_sink_failures_total"))
        .filter(line -> line.contains("lane=\"" + lane + "\""))
        .filter(line -> line.contains("cause=\"" + cause + "\""))
        .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.indexOf('}') + 1))))
        .sum();
  }

  private static String ask(SinkApp app, String path) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(app.address().resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
