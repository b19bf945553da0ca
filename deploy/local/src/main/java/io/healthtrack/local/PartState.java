package io.healthtrack.local;

import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.sink.database.Remedy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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

  /** A busy machine takes a while, and is well nevertheless. */
  private static final int SECONDS = 10;

  private static final Set<String> WELL =
      Set.of(
          "running",
          "prepared",
          "ready",
          "RUNNING",
          "caught up",
          "acknowledges",
          "none, plain HTTP",
          "up");
  private static final String NO_ANSWER = "no answer within %d s".formatted(SECONDS);
  private static final String START_AGAIN =
      "; if it has ended, `healthtrack stop` and `healthtrack up` start it again";

  boolean well() {
    return trouble.isEmpty();
  }

  /** Where it writes what happens to it; a replica is not ours. */
  Optional<Path> log(Path directory) {
    return switch (name) {
      case "replica" -> Optional.empty();
      case "kafka", "postgres", "registry" ->
          Optional.of(directory.resolve("stack/log/" + name + ".log"));
      default -> Optional.of(directory.resolve("logs/healthtrack.log"));
    };
  }

  /** Asks all of them, those first on which others depend. */
  static List<PartState> all(Endpoints endpoints) {
    List<Supplier<PartState>> questions =
        new ArrayList<>(
            List.of(
                () -> kafka(endpoints.kafka()),
                () -> postgres(endpoints.postgres()),
                () -> registry(endpoints.registry()),
                () -> service("gateway", endpoints.gateway()),
                () -> service("streams", endpoints.streams()),
                () -> service("sink", endpoints.sink())));
    endpoints.replica().ifPresent(url -> questions.add(() -> replica(url)));
    // Beside each other: those that do not answer take their time.
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      return questions.stream()
          .map(question -> CompletableFuture.supplyAsync(question, threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    }
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
      trouble = NO_ANSWER + START_AGAIN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = "interrupted while asking";
    }
    return new PartState("kafka", bootstrapServers, trouble);
  }

  static PartState postgres(String url) {
    String trouble = "";
    try {
      ask(url, "SELECT true");
    } catch (SQLException e) {
      // Remedy speaks to whoever runs a server of their own.
      trouble = unreachable(e) ? noConnection(e) + START_AGAIN : Remedy.of(e);
    }
    return new PartState("postgres", withoutPassword(url), trouble);
  }

  /** Somebody else's server, to which analysts' questions go. */
  static PartState replica(String url) {
    String trouble = "";
    try {
      if (!ask(url, "SELECT pg_is_in_recovery()")) {
        trouble =
            "it takes writes itself, so it was promoted; make it follow the database again, or"
                + " start `up` without --replica: analysts read what it had when it was promoted";
      }
    } catch (SQLException e) {
      trouble =
          unreachable(e)
              ? noConnection(e) + "; start it, or start `up` without --replica"
              : Remedy.of(e);
    }
    return new PartState("replica", withoutPassword(url), trouble);
  }

  private static boolean ask(String url, String question) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", Integer.toString(SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(SECONDS));
    try (Connection connection = DriverManager.getConnection(url, properties);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static boolean unreachable(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  private static String noConnection(SQLException e) {
    return "no connection to the server (%s)".formatted(e.getSQLState());
  }

  private static String withoutPassword(String url) {
    return url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
  }

  static PartState registry(URI address) {
    Answer answer = ask(URI.create(address + "/subjects"));
    return new PartState(
        "registry",
        address.toString(),
        answer.status() == 200
            ? ""
            : answer.status() == 0
                ? NO_ANSWER + START_AGAIN
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
          case 0 -> NO_ANSWER + START_AGAIN;
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
    // What is wrong with the database is wrong with all lanes: once is enough.
    Map<String, List<String>> wrong =
        details.entrySet().stream()
            .filter(detail -> !WELL.contains(String.valueOf(detail.getValue())))
            .collect(
                Collectors.groupingBy(
                    detail -> String.valueOf(detail.getValue()),
                    Collectors.mapping(
                        detail -> String.valueOf(detail.getKey()), Collectors.toList())));
    long lanes = lanes(details.keySet());
    String reasons =
        wrong.entrySet().stream()
            .map(reason -> who(reason.getValue(), lanes) + " " + reason.getKey())
            .sorted()
            .collect(Collectors.joining("\n"));
    return reasons.isEmpty() ? "not ready" : reasons;
  }

  private static String who(List<String> names, long lanes) {
    return names.size() > 1 && lanes(names) == names.size() && names.size() == lanes
        ? "every lane"
        : names.stream().sorted().collect(Collectors.joining(", "));
  }

  private static long lanes(Collection<?> names) {
    return names.stream().filter(name -> String.valueOf(name).startsWith("lane-")).count();
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
