package io.healthtrack.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of the stream, by the rules of server-sent events. */
final class EventSource implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private final HttpResponse<InputStream> answer;
  private final Thread reader;
  private volatile String lastId;
  private volatile boolean ended;

  /** One event. */
  record Event(String kind, String id, String data) {

    /** A field of the data that holds text. */
    String text(String field) {
      String start = "\"" + field + "\":\"";
      int from = data.indexOf(start) + start.length();
      return data.indexOf(start) < 0 ? null : data.substring(from, data.indexOf('"', from));
    }
  }

  EventSource(URI gateway, String key, String query, String lastEventId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve("/v1/alerts/stream" + query))
            .header("Authorization", "Bearer " + key);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      answer = http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    reader = Thread.ofVirtual().start(this::read);
    if (answer.statusCode() == 200) {
      Await.until("first id", Duration.ofSeconds(10), () -> lastId != null);
    }
  }

  int status() {
    return answer.statusCode();
  }

  List<Event> events() {
    return events;
  }

  List<String> comments() {
    return comments;
  }

  String lastId() {
    return lastId;
  }

  boolean ended() {
    return ended;
  }

  /** Waits for so many events in all, and returns them. */
  List<Event> await(int count) {
    Await.until(count + " events", Duration.ofSeconds(20), () -> events.size() >= count);
    return events;
  }

  /** The episode of each event, and what happened. */
  List<String> told() {
    return events.stream().map(event -> event.text("episode_id") + " " + event.kind()).toList();
  }

  @Override
  public void close() {
    http.shutdownNow();
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      String kind = null;
      String data = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (data != null) {
            events.add(new Event(kind, lastId, data));
          }
          kind = null;
          data = null;
        } else if (line.startsWith(":")) {
          comments.add(line.substring(1).strip());
        } else if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          kind = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        }
      }
    } catch (IOException e) {
      comments.add("broken off");
    } finally {
      ended = true;
    }
  }
}
