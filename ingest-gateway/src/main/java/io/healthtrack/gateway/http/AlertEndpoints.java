package io.healthtrack.gateway.http;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.alerts.AlertTopic;
import io.healthtrack.gateway.alerts.Alerts;
import io.healthtrack.gateway.alerts.Episode;
import io.healthtrack.gateway.publishing.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Episodes: which there are, taking one on, and silencing one. */
final class AlertEndpoints {

  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  /**
   * Looked at for one page, so that a filter that lets little through costs no more than others.
   */
  private static final int MOST_LOOKED_AT = 20_000;

  private static final int KEY = 33;

  /** A silence that somebody forgets is none for ever. */
  private static final Duration LONGEST_SILENCE = Duration.ofHours(24);

  private final Alerts alerts;
  private final Publisher publisher;
  private final Changes changes;

  AlertEndpoints(Alerts alerts, Publisher publisher, Changes changes) {
    this.alerts = alerts;
    this.publisher = publisher;
    this.changes = changes;
  }

  /** {@code GET /v1/alerts}. */
  Answer list(Request request) {
    requireReady(alerts);
    Set<AlertTopic> topics = AlertFilter.topics(request);
    String state = state(request);
    int limit = limit(request);
    List<Episode> page = new ArrayList<>();
    byte[][] last = new byte[1][];
    int[] seen = new int[1];
    alerts.visit(
        AlertFilter.user(request),
        cursor(request),
        (key, episode) -> {
          if (page.size() == limit || seen[0] == MOST_LOOKED_AT) {
            return false;
          }
          seen[0]++;
          if (wanted(request, episode, state, topics)) {
            page.add(episode);
          }
          last[0] = key;
          return !end(page.size(), limit, seen[0]);
        });
    boolean more = end(page.size(), limit, seen[0]);
    return AlertDocument.of(
        page, more ? Base64.getUrlEncoder().withoutPadding().encodeToString(last[0]) : null);
  }

  /** {@code GET /v1/alerts/{episode}}. */
  Answer get(Request request) {
    return AlertDocument.of(readable(request));
  }

  /** {@code POST /v1/alerts/{episode}/acknowledge}. */
  Answer acknowledge(Request request) {
    Episode episode = readable(request);
    if (episode.ended()) {
      throw ended();
    }
    if (episode.acknowledgement() != null) {
      return AlertDocument.of(episode.acknowledgement());
    }
    AlertEvent followed = alerts.acknowledge(publisher, command("acknowledge", request, episode));
    if (!followed.getEvent().equals("acknowledged")) {
      throw ended();
    }
    return AlertDocument.of(followed);
  }

  /** {@code POST /v1/alerts/{episode}/silence}. */
  Answer silence(Request request) {
    Fields fields = changes.fields(request);
    Instant until = fields.time("until");
    Integer seconds = fields.whole("seconds", 1, (int) LONGEST_SILENCE.toSeconds());
    fields.refuseUnknown();
    if ((until == null) == (seconds == null)) {
      throw Problem.field(422, "malformed", "until", "say either until or seconds").toException();
    }
    Episode episode = readable(request);
    if (episode.ended()) {
      throw ended();
    }
    AlertCommand command = command("silence", request, episode);
    Instant end = until == null ? command.getAskedAt().plusSeconds(seconds) : until;
    if (!end.isAfter(command.getAskedAt())
        || end.isAfter(command.getAskedAt().plus(LONGEST_SILENCE))) {
      throw Problem.field(422, "malformed", "until", "until is a time from now to a day from now")
          .toException();
    }
    command.setUntil(end);
    if (episode.newest().getSilencedUntil() != null
        && episode.newest().getSilencedUntil().equals(end)) {
      return AlertDocument.of(episode.newest());
    }
    AlertEvent followed = alerts.silence(publisher, command);
    if (!followed.getEvent().equals("silenced")) {
      throw ended();
    }
    return AlertDocument.of(followed);
  }

  private static AlertCommand command(String kind, Request request, Episode episode) {
    AlertCommand command = new AlertCommand();
    command.setCommandId(UUID.randomUUID());
    command.setUserId(episode.newest().getUserId());
    command.setEpisodeId(episode.newest().getEpisodeId());
    command.setKind(kind);
    command.setTenant(request.tenant());
    command.setAskedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    command.setAskedBy(request.credential().id());
    return command;
  }

  /** Before everything has been read, no episode can be called unknown. */
  static void requireReady(Alerts alerts) {
    if (!alerts.caughtUp()) {
      throw Problem.unavailable("alerts-not-ready", "the gateway is still reading the alerts")
          .toException();
    }
  }

  private Episode readable(Request request) {
    requireReady(alerts);
    UUID id = Subject.uuid(request.part("episode"), "episode");
    Episode episode =
        alerts
            .episode(id, request.tenant())
            .orElseThrow(() -> Problem.notFound("no such episode is known").toException());
    AlertFilter.requireReadable(request, AlertTopic.after(episode.newest()));
    return episode;
  }

  private static boolean wanted(
      Request request, Episode episode, String state, Set<AlertTopic> topics) {
    return episode.newest().getTenant().equals(request.tenant())
        && topics.contains(AlertTopic.after(episode.newest()))
        && (state.equals("all") || episode.ended() == state.equals("resolved"));
  }

  private static boolean end(int found, int limit, int seen) {
    return found == limit || seen == MOST_LOOKED_AT;
  }

  private static ProblemException ended() {
    return Problem.of(
            409,
            "already-resolved",
            "The episode is over",
            "the episode has ended; there is nothing to do about it any more")
        .toException();
  }

  private static String state(Request request) {
    String state = request.parameter("state").orElse("open");
    if (!Set.of("open", "resolved", "all").contains(state)) {
      throw Problem.field(422, "malformed", "state", "state is open, resolved or all")
          .toException();
    }
    return state;
  }

  private static int limit(Request request) {
    try {
      int limit = request.parameter("limit").map(Integer::parseInt).orElse(PAGE);
      if (limit >= 1 && limit <= LARGEST_PAGE) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Problem.field(422, "malformed", "limit", "limit is a number between 1 and 1000")
        .toException();
  }

  private static byte[] cursor(Request request) {
    String text = request.parameter("cursor").orElse(null);
    if (text == null) {
      return null;
    }
    try {
      byte[] key = Base64.getUrlDecoder().decode(text);
      if (key.length == KEY) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw Problem.field(422, "malformed", "cursor", "cursor takes what next said on the last page")
        .toException();
  }
}
