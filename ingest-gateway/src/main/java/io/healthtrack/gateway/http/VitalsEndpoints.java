package io.healthtrack.gateway.http;

import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.gateway.vitals.Vitals;
import io.healthtrack.gateway.vitals.VitalsSilentException;
import java.util.UUID;

/**
 * {@code GET /v1/vitals/{id}} and its stream: who asks and for whom is settled here, before anybody
 * is asked for a value.
 */
final class VitalsEndpoints {

  private final Changes changes;
  private final Directory directory;
  private final Vitals vitals;
  private final VitalsStreams streams;
  private final Entrance entrance;

  VitalsEndpoints(
      Changes changes,
      Directory directory,
      Vitals vitals,
      VitalsStreams streams,
      Entrance entrance) {
    this.changes = changes;
    this.directory = directory;
    this.vitals = vitals;
    this.streams = streams;
    this.entrance = entrance;
  }

  Answer latest(Request request) {
    UUID person = person(request);
    try {
      return vitals
          .latest(person)
          .map(body -> Answer.json(200, body))
          .orElseThrow(
              () -> Problem.notFound("no vital of this person is known yet").toException());
    } catch (VitalsSilentException e) {
      throw silent(e);
    }
  }

  Answer follow(Request request) {
    UUID person = person(request);
    if (!streams.begin()) {
      throw Problem.unavailable(
              "too-many-streams", "this gateway has as many streams as it takes; try another one")
          .toException();
    }
    boolean opened = false;
    try {
      // Asked for before the first byte, so that trouble has a status.
      Answer answer =
          Answer.events(
              streams.flow(
                  vitals.follow(person),
                  () ->
                      entrance.stillAdmits(request, Operation.GET_VITALS_STREAM.scopes())
                          && directory.user(person, request.tenant()).isPresent()));
      opened = true;
      return answer;
    } catch (VitalsSilentException e) {
      throw silent(e);
    } finally {
      if (!opened) {
        streams.end();
      }
    }
  }

  private UUID person(Request request) {
    changes.requireReady();
    UUID person = Subject.user(request).id();
    if (directory.user(person, request.tenant()).isEmpty()) {
      throw Problem.notFound("no such person is registered").toException();
    }
    return person;
  }

  private static ProblemException silent(VitalsSilentException e) {
    return Problem.unavailable("vitals-silent", e.getMessage()).toException();
  }
}
