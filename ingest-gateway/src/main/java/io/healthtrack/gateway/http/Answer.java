package io.healthtrack.gateway.http;

import java.util.Map;

/**
 * What goes back to the caller.
 *
 * @param flow the body where it has no end yet, else null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying every body would cost
record Answer(int status, String type, byte[] body, Map<String, String> headers, Flow flow) {

  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";
  static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  static final String EVENTS = "text/event-stream";

  private static final byte[] NOTHING = {};

  /** With a body of known length. */
  Answer(int status, String type, byte[] body, Map<String, String> headers) {
    this(status, type, body, headers, null);
  }

  static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body, Map.of());
  }

  static Answer events(Flow flow) {
    // Proxies that gather a body before they pass it on would hold alerts back.
    Map<String, String> headers =
        Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no", "Connection", "close");
    return new Answer(200, EVENTS, NOTHING, headers, flow);
  }
}
