package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Credential;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.alerts.Alerts;
import io.healthtrack.gateway.alerts.AlertsSilentException;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.PublishingException;
import io.healthtrack.gateway.registry.RegistrySilentException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes: the key, the clock, and one place where trouble becomes a status. */
final class Door {

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final int CHUNK = 64 * 1024;

  /** What is read of a refused body so that the caller, who is still sending, hears why. */
  private static final long MOST_DISCARDED = 256L * 1024 * 1024;

  private final Entrance entrance;
  private final GatewayMetrics metrics;
  private volatile boolean closing;

  Door(Entrance entrance, GatewayMetrics metrics) {
    this.entrance = entrance;
    this.metrics = metrics;
  }

  /** From now on every request is asked to come back later. */
  void close() {
    closing = true;
  }

  /** For anyone. */
  Handler open(String name, Endpoint endpoint) {
    return (request, response) -> serve(name, endpoint, request, response);
  }

  /** For whoever has a valid credential. */
  Handler guarded(String name, Endpoint endpoint) {
    return open(name, request -> endpoint.answer(entrance.identify(request)));
  }

  /** For whoever may. */
  Handler handler(Operation operation, Endpoint endpoint) {
    return switch (operation.key()) {
      case NONE -> open(operation.label(), endpoint);
      case ANY -> guarded(operation.label(), endpoint);
      case SCOPED -> guarded(operation.label(), request -> scoped(operation, endpoint, request));
    };
  }

  private static Answer scoped(Operation operation, Endpoint endpoint, Request request) {
    if (operation.scopes().stream().noneMatch(request.credential()::may)) {
      throw Problem.forbidden(
              operation.scopes().stream().map(Scope::text).collect(Collectors.joining(" or ")))
          .toException();
    }
    return endpoint.answer(request);
  }

  private void serve(
      String name, Endpoint endpoint, ServerRequest request, ServerResponse response) {
    long begun = System.nanoTime();
    int status = 500;
    String id = RequestId.of(request);
    metrics.begin();
    Answer answer;
    try {
      answer = answer(name, id, endpoint, request);
      status = answer.status();
      if (status >= 400) {
        discardBody(request);
      }
      if (answer.flow() == null) {
        send(answer, id, response);
      }
    } finally {
      metrics.end(name, status, System.nanoTime() - begun);
    }
    // A stream lasts for days: it is answered with its first byte, and nobody waits for its end.
    if (answer.flow() != null) {
      flow(answer, id, response);
    }
  }

  private Answer answer(String name, String id, Endpoint endpoint, ServerRequest request) {
    try {
      if (closing) {
        throw Problem.unavailable(Problem.STOPPING, "this gateway is being stopped").toException();
      }
      return endpoint.answer(new Request(request, Credential.ANONYMOUS));
    } catch (RuntimeException e) {
      Problem problem = problem(name, id, e);
      metrics.refused(problem.code());
      return problem.toAnswer();
    }
  }

  private static Problem problem(String name, String id, RuntimeException failure) {
    return switch (failure) {
      case ProblemException known -> known.problem();
      case PublishingException silent -> {
        LOG.warn("{} {}: the broker did not acknowledge in time", name, id);
        yield Problem.unavailable(
            "broker-unavailable",
            "it is unknown whether the readings were taken; send the same request again, which is safe");
      }
      case RegistrySilentException silent -> {
        LOG.warn("{} {}: the registry did not answer in time", name, id);
        yield Problem.unavailable(
            "registry-silent",
            "the registry has not answered yet; send the same request again, which is safe");
      }
      case AlertsSilentException silent -> {
        LOG.warn("{} {}: nothing came of the command in time", name, id);
        yield Problem.unavailable(
            "alerts-silent",
            "nothing has come of it yet; send the same request again, which is safe");
      }
      case Alerts.BusyException busy ->
          Problem.unavailable(
              "alerts-busy", "many clients are reading what they missed; try again in a moment");
      case KafkaException trouble -> {
        LOG.warn("{} {}: not possible now ({})", name, id, trouble.getClass().getSimpleName());
        yield Problem.unavailable("unavailable", "a part behind the gateway does not answer");
      }
      default -> {
        // The message may quote a request; class and place say enough.
        StackTraceElement[] stack = failure.getStackTrace();
        LOG.error(
            "{} {}: unexpected {} at {}",
            name,
            id,
            failure.getClass().getName(),
            stack.length == 0 ? "unknown" : stack[0]);
        yield Problem.of(500, "internal", "The gateway failed", "this is a fault of the gateway");
      }
    };
  }

  /**
   * A connection closed over unread bytes is reset, and the caller would never see the answer. A
   * caller who waits for "100 Continue" has sent nothing and is left waiting for nothing.
   */
  private static void discardBody(ServerRequest request) {
    boolean waiting = request.headers().contains(HeaderNames.EXPECT) && !request.continueSent();
    if (waiting || !request.content().hasEntity() || request.content().consumed()) {
      return;
    }
    byte[] chunk = new byte[CHUNK];
    long discarded = 0;
    try {
      InputStream body = request.content().inputStream();
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        discarded += read;
        if (discarded > MOST_DISCARDED) {
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("a refused body broke off");
    }
  }

  private static void send(Answer answer, String id, ServerResponse response) {
    head(answer, id, response);
    if (answer.status() == 204 || answer.status() == 304) {
      response.send();
      return;
    }
    response.header("Content-Type", answer.type());
    response.send(answer.body());
  }

  private static void flow(Answer answer, String id, ServerResponse response) {
    head(answer, id, response);
    response.header("Content-Type", answer.type());
    try (OutputStream out = response.outputStream()) {
      answer.flow().writeTo(out);
    } catch (IOException | RuntimeException e) {
      LOG.debug("{}: a stream broke off ({})", id, e.getClass().getSimpleName());
    }
  }

  private static void head(Answer answer, String id, ServerResponse response) {
    response.status(answer.status());
    response.header(RequestId.HEADER, id);
    answer.headers().forEach(response::header);
  }
}
