package io.healthtrack.sink.guarantees;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import io.healthtrack.sink.SinkMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sink as a process of its own, with limits short enough to be exceeded on purpose. */
final class SinkProcess {

  private static final Pattern ADDRESS = Pattern.compile("serves operations at (http://\\S+)");
  private static final Pattern LANE = Pattern.compile("\"lane-[^\"]+\":\"([^\"]*)\"");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Child child;
  private final Path log;

  private SinkProcess(Child child, Path log) {
    this.child = child;
    this.log = log;
  }

  static SinkProcess start(Stack stack, String database, String name, int writers, Path directory) {
    Path log = directory.resolve(name + ".log");
    Command command =
        new Command(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                SinkMain.class.getName()),
            Map.ofEntries(
                Map.entry("HEALTHTRACK_SINK_BOOTSTRAP_SERVERS", stack.bootstrapServers()),
                Map.entry("HEALTHTRACK_SINK_REGISTRY_URL", stack.registryUrl().toString()),
                Map.entry("HEALTHTRACK_SINK_LISTEN_PORT", "0"),
                Map.entry("HEALTHTRACK_SINK_NAME", name),
                Map.entry("HEALTHTRACK_SINK_DATABASE_URL", stack.jdbcUrl(database)),
                Map.entry("HEALTHTRACK_SINK_DATABASE_USER", stack.databaseUser()),
                Map.entry("HEALTHTRACK_SINK_DATABASE_PASSWORD", stack.databasePassword()),
                Map.entry("HEALTHTRACK_SINK_DATABASE_TRANSACTION_TIMEOUT", "5s"),
                Map.entry("HEALTHTRACK_SINK_STANDBY_INTERVAL", "500ms"),
                // Longer than a transaction that times out and the rest after it.
                Map.entry("HEALTHTRACK_SINK_STANDBY_TAKEOVER", "12s"),
                Map.entry("HEALTHTRACK_SINK_READINGS_WRITERS", Integer.toString(writers)),
                // Many small batches, so that faults fall between and into them.
                Map.entry("HEALTHTRACK_SINK_READINGS_BATCH_ROWS", "500"),
                Map.entry("HEALTHTRACK_SINK_READINGS_BATCH_LINGER", "20ms"),
                Map.entry("HEALTHTRACK_SINK_KAFKA_REQUEST_TIMEOUT_MS", "3000")),
            directory,
            log,
            Signal.TERM);
    try {
      return new SinkProcess(Child.start(List.of(), command), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill9() {
    child.kill9();
  }

  /** Ends it in good order. */
  void stop() {
    child.stop();
  }

  void pause() {
    child.pause();
  }

  void resume() {
    child.resume();
  }

  boolean alive() {
    return child.alive();
  }

  /** Whether every lane runs. */
  boolean ready() {
    return ask().map(answer -> answer.statusCode() == 200).orElse(false);
  }

  /** Whether every lane waits behind another sink. */
  boolean standsBy() {
    return lanes(state -> state.startsWith("standing by"));
  }

  /** Whether every lane says that it waits for the broker. */
  boolean waitsForKafka() {
    return lanes(state -> state.startsWith("paused: kafka"));
  }

  private boolean lanes(Predicate<String> condition) {
    List<String> states =
        LANE.matcher(ask().map(HttpResponse::body).orElse(""))
            .results()
            .map(lane -> lane.group(1))
            .toList();
    return !states.isEmpty() && states.stream().allMatch(condition);
  }

  /** What it says of itself, for the report of a failure. */
  String describe() {
    String state = ask().map(HttpResponse::body).orElse("no answer");
    return "%s, alive: %s, %s%n%s".formatted(log.getFileName(), alive(), state, tail());
  }

  private Optional<HttpResponse<String>> ask() {
    Matcher address = ADDRESS.matcher(text());
    if (!address.find()) {
      return Optional.empty();
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address.group(1) + "/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String tail() {
    List<String> lines = text().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private String text() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }
}
