package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Admission;
import io.healthtrack.gateway.access.Credential;
import io.healthtrack.gateway.access.Doorkeeper;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.alerts.AlertTopic;
import io.healthtrack.gateway.limits.Meter;
import io.healthtrack.gateway.limits.Permission;
import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Who comes in, and how often.
 *
 * @param doorkeeper tells who asks
 * @param meter counts what they ask for
 * @param tls how it is spoken; empty for plain HTTP
 */
public record Entrance(Doorkeeper doorkeeper, Meter meter, Optional<SSLContext> tls) {

  private static final String BEARER = "Bearer ";

  /**
   * The request, now that it is known who asks.
   *
   * @throws ProblemException 401 whoever it is not, 403 without a second factor, 429, 503
   */
  Request identify(Request request) {
    Credential credential =
        switch (doorkeeper.admit(bearer(request).orElseThrow(Entrance::unknown))) {
          case Admission.Granted granted -> granted.credential();
          case Admission.Refused refused -> throw Problem.unauthorized().toException();
          case Admission.SecondFactorMissing missing ->
              throw Problem.secondFactorRequired().toException();
          case Admission.Undecided undecided ->
              throw Problem.unavailable(undecided.code(), undecided.detail()).toException();
        };
    require(meter.request(credential));
    return new Request(request.http(), credential);
  }

  /** Whether who asked long ago would be let in now; while nobody can tell, they are. */
  boolean stillAdmits(Request request, Set<AlertTopic> topics) {
    return stillAdmits(request, topics.stream().map(AlertTopic::scope).toList());
  }

  /** The same of somebody who needs all of these scopes. */
  boolean stillAdmits(Request request, List<Scope> scopes) {
    return switch (doorkeeper.admit(bearer(request).orElseThrow(Entrance::unknown))) {
      case Admission.Granted granted -> scopes.stream().allMatch(granted.credential()::may);
      case Admission.Refused refused -> false;
      case Admission.SecondFactorMissing missing -> false;
      case Admission.Undecided undecided -> true;
    };
  }

  private static Optional<String> bearer(Request request) {
    return request
        .header(HeaderNames.AUTHORIZATION)
        .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(header -> header.substring(BEARER.length()).strip());
  }

  private static ProblemException unknown() {
    return Problem.unauthorized().toException();
  }

  /**
   * Counts readings that are about to be published: all of them, or none.
   *
   * @throws ProblemException 429
   */
  void count(Credential credential, int readings) {
    require(meter.readings(credential, readings));
  }

  /** Takes back what {@link #count} counted and the broker did not confirm. */
  void uncount(Credential credential, int readings) {
    meter.giveBack(credential, readings);
  }

  private static void require(Permission permission) {
    if (permission instanceof Permission.Refused refused) {
      throw Problem.tooMany(refused).toException();
    }
  }
}
