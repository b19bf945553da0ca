package io.healthtrack.schemas.config;

/** A setting that cannot be used; the message names the key and the remedy. */
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message for the operator. */
  public SettingException(String message) {
    super(message);
  }

  /** With a message for the operator. */
  public SettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
