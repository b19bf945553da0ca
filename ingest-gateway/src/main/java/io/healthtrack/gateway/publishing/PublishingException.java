package io.healthtrack.gateway.publishing;

/** The broker did not acknowledge in time; what was sent may be there or not. */
public final class PublishingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublishingException(String message, Throwable cause) {
    super(message, cause);
  }
}
