package io.healthtrack.gateway.http;

import java.util.Map;

/** What goes back to the caller. */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying every body would cost
record Answer(int status, String type, byte[] body, Map<String, String> headers) {

  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";
  static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body, Map.of());
  }
}
