package io.healthtrack.gateway.http;

import io.healthtrack.gateway.alerts.AlertTopic;
import io.healthtrack.gateway.alerts.Alerts;
import io.healthtrack.gateway.alerts.CatchUp;
import io.healthtrack.gateway.alerts.Position;
import io.healthtrack.gateway.alerts.Subscription;
import io.healthtrack.gateway.alerts.Wish;
import io.healthtrack.gateway.metrics.AlertMeters;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Optional;
import java.util.Set;

/** {@code GET /v1/alerts/stream}: finds out from where on somebody is to hear of what. */
final class AlertStreamEndpoint implements Endpoint {

  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  private final Alerts alerts;
  private final Entrance entrance;
  private final AlertMeters meters;
  private final int limit;

  /**
   * @param limit streams open at once
   */
  AlertStreamEndpoint(Alerts alerts, Entrance entrance, AlertMeters meters, int limit) {
    this.alerts = alerts;
    this.entrance = entrance;
    this.meters = meters;
    this.limit = limit;
  }

  @Override
  public Answer answer(Request request) {
    AlertEndpoints.requireReady(alerts);
    Set<AlertTopic> topics = AlertFilter.topics(request);
    Wish wish = new Wish(request.tenant(), topics, AlertFilter.user(request), request.flag("page"));
    boolean beginning = beginning(request);
    Optional<Position> last = last(request);
    if (!meters.begin(limit)) {
      throw Problem.unavailable(
              "too-many-streams", "this gateway has as many streams as it takes; try another one")
          .toException();
    }
    boolean opened = false;
    try {
      AlertStream stream = open(wish, last, beginning, () -> entrance.stillAdmits(request, topics));
      opened = true;
      return Answer.events(stream);
    } finally {
      if (!opened) {
        meters.end("refused");
      }
    }
  }

  private AlertStream open(
      Wish wish, Optional<Position> last, boolean beginning, AlertStream.Permission permission) {
    if (last.isEmpty() && beginning) {
      return behind(wish, null, permission);
    }
    Position from = last.orElseGet(alerts::now);
    Optional<Subscription> subscription = alerts.subscribe(wish, from);
    return subscription.isPresent()
        ? new AlertStream(alerts, wish, subscription.get(), null, from, permission, meters)
        : behind(wish, from, permission);
  }

  private AlertStream behind(Wish wish, Position from, AlertStream.Permission permission) {
    try {
      CatchUp missed = alerts.catchUp(wish, from);
      return new AlertStream(alerts, wish, null, missed, missed.reached(), permission, meters);
    } catch (Alerts.GoneException e) {
      throw Problem.of(
              410,
              "event-id-gone",
              "Events after this id are no longer kept",
              "connect without Last-Event-ID, or with from=beginning for what is kept, and look at"
                  + " GET /v1/alerts for what is open")
          .toException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable(Problem.STOPPING, "this gateway is being stopped").toException();
    }
  }

  private static boolean beginning(Request request) {
    String from = request.parameter("from").orElse("now");
    if (!from.equals("now") && !from.equals("beginning")) {
      throw Problem.field(422, "malformed", "from", "from is now or beginning").toException();
    }
    return from.equals("beginning");
  }

  private Optional<Position> last(Request request) {
    Optional<String> written =
        request
            .header(LAST_EVENT_ID)
            .or(() -> request.parameter("last_event_id"))
            .filter(text -> !text.isBlank());
    if (written.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(alerts.position(written.get()));
    } catch (Position.MalformedPositionException e) {
      throw Problem.field(
              400,
              "bad-event-id",
              "Last-Event-ID",
              "this is no id of an event of this cluster; send one exactly as it came, or none")
          .toException();
    }
  }
}
