package io.healthtrack.gateway.alerts;

/** Nothing has come of a command yet. */
public final class AlertsSilentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AlertsSilentException(Throwable cause) {
    super("nothing has come of the command yet", cause);
  }
}
