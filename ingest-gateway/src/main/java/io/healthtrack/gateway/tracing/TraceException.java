package io.healthtrack.gateway.tracing;

/** A part behind the gateway does not say where a reading is. */
public final class TraceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TraceException(String message, Throwable cause) {
    super(message, cause);
  }
}
