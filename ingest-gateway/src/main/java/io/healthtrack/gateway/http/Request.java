package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Credential;
import io.helidon.http.HeaderName;
import io.helidon.webserver.http.ServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request, and who asks.
 *
 * @param http as it came
 * @param credential what the asker has proven
 */
record Request(ServerRequest http, Credential credential) {

  /** Whose data the request speaks of. */
  String tenant() {
    return credential.tenant();
  }

  /** A part of the path, decoded. */
  String part(String name) {
    return http.path().pathParameters().get(name);
  }

  /** A parameter of the query, decoded. */
  Optional<String> parameter(String name) {
    return http.query().contains(name) ? Optional.of(http.query().get(name)) : Optional.empty();
  }

  /** The first value of each parameter of the query, decoded. */
  Map<String, String> parameters() {
    Map<String, String> first = new HashMap<>();
    http.query().names().forEach(name -> first.put(name, http.query().get(name)));
    return first;
  }

  /**
   * A parameter that is on or off; there without a value it is on.
   *
   * @throws ProblemException 422 if it is neither
   */
  boolean flag(String name) {
    return switch (parameter(name).orElse("false")) {
      case "true", "" -> true;
      case "false" -> false;
      default ->
          throw Problem.field(422, "malformed", name, name + " must be true or false")
              .toException();
    };
  }

  /** The first value of a header. */
  Optional<String> header(HeaderName name) {
    return http.headers().value(name);
  }

  /** Whether there is a body, be it empty. */
  boolean hasBody() {
    return http.content().hasEntity();
  }
}
