package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Scope;
import java.util.List;
import java.util.Locale;

/**
 * Everything that callers can do: the routes of the server are made from this table, and the
 * published contract is held against it.
 */
public enum Operation {
  POST_READINGS("POST", "/v1/readings", Scope.READINGS_WRITE),
  GET_READING("GET", "/v1/readings/{id}", Scope.READINGS_READ),
  GET_VITALS("GET", "/v1/vitals/{id}", Scope.READINGS_READ),
  GET_VITALS_STREAM("GET", "/v1/vitals/{id}/stream", Scope.READINGS_READ),
  PUT_USER("PUT", "/v1/users/{id}", Scope.REGISTRY_WRITE),
  GET_USER("GET", "/v1/users/{id}", Scope.REGISTRY_READ),
  DELETE_USER("DELETE", "/v1/users/{id}", Scope.REGISTRY_WRITE),
  PUT_CONSENT("PUT", "/v1/users/{id}/consents", Scope.REGISTRY_WRITE),
  GET_CONSENTS("GET", "/v1/users/{id}/consents", Scope.REGISTRY_READ),
  DELETE_CONSENT("DELETE", "/v1/users/{id}/consents", Scope.REGISTRY_WRITE),
  PUT_DEVICE("PUT", "/v1/devices/{id}", Scope.REGISTRY_WRITE),
  GET_DEVICE("GET", "/v1/devices/{id}", Scope.REGISTRY_READ),
  DELETE_DEVICE("DELETE", "/v1/devices/{id}", Scope.REGISTRY_WRITE),
  PUT_ASSIGNMENT("PUT", "/v1/devices/{id}/assignments", Scope.REGISTRY_WRITE),
  DELETE_ASSIGNMENT("DELETE", "/v1/devices/{id}/assignments", Scope.REGISTRY_WRITE),
  CORRECT_ASSIGNMENT("POST", "/v1/devices/{id}/assignments/corrections", Scope.REGISTRY_WRITE),
  PUT_THRESHOLD("PUT", "/v1/thresholds/{id}", Scope.THRESHOLDS_WRITE),
  GET_THRESHOLD("GET", "/v1/thresholds/{id}", Scope.REGISTRY_READ),
  DELETE_THRESHOLD("DELETE", "/v1/thresholds/{id}", Scope.THRESHOLDS_WRITE),
  POST_CREDENTIAL("POST", "/v1/credentials", Scope.CREDENTIALS_WRITE),
  GET_CREDENTIALS("GET", "/v1/credentials", Scope.CREDENTIALS_WRITE),
  GET_CREDENTIAL("GET", "/v1/credentials/{id}", Scope.CREDENTIALS_WRITE),
  DELETE_CREDENTIAL("DELETE", "/v1/credentials/{id}", Scope.CREDENTIALS_WRITE),
  GET_ALERTS(
      "GET",
      "/v1/alerts",
      Scope.ALERTS_CRITICAL_READ,
      Scope.ALERTS_WARNING_READ,
      Scope.ALERTS_INFO_READ),
  GET_ALERT_STREAM(
      "GET",
      "/v1/alerts/stream",
      Scope.ALERTS_CRITICAL_READ,
      Scope.ALERTS_WARNING_READ,
      Scope.ALERTS_INFO_READ),
  GET_ALERT(
      "GET",
      "/v1/alerts/{episode}",
      Scope.ALERTS_CRITICAL_READ,
      Scope.ALERTS_WARNING_READ,
      Scope.ALERTS_INFO_READ),
  ACKNOWLEDGE_ALERT("POST", "/v1/alerts/{episode}/acknowledge", Scope.ALERTS_ACKNOWLEDGE),
  SILENCE_ALERT("POST", "/v1/alerts/{episode}/silence", Scope.ALERTS_ACKNOWLEDGE),
  GET_METRICS("GET", "/v1/metrics", Key.ANY),
  HEALTH("GET", "/health", Key.NONE),
  READY("GET", "/ready", Key.NONE),
  METRICS("GET", "/metrics", Key.NONE),
  OPENAPI("GET", "/openapi.json", Key.NONE),
  ASYNCAPI("GET", "/asyncapi.json", Key.NONE),
  PAGE("GET", "/", Key.NONE);

  /** What has to be shown where no scope is asked for. */
  public enum Key {
    /** Nothing. */
    NONE,
    /** A valid credential, whatever it may do. */
    ANY,
    /** A valid credential with one of the operation's scopes. */
    SCOPED
  }

  private final String method;
  private final String path;
  private final Key key;

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot change
  private final List<Scope> scopes;

  Operation(String method, String path, Scope... oneOf) {
    this.method = method;
    this.path = path;
    this.key = Key.SCOPED;
    this.scopes = List.of(oneOf);
  }

  Operation(String method, String path, Key key) {
    this.method = method;
    this.path = path;
    this.key = key;
    this.scopes = List.of();
  }

  /** In metrics and logs, and the {@code operationId} of the published contract. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The HTTP method. */
  public String method() {
    return method;
  }

  /** The path, with its parts in braces. */
  public String path() {
    return path;
  }

  /** What has to be shown. */
  public Key key() {
    return key;
  }

  /** One of these is enough; none where {@link #key} is not {@link Key#SCOPED}. */
  public List<Scope> scopes() {
    return scopes;
  }
}
