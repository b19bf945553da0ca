package io.healthtrack.local.terminal;

/** Something the user can put right; the message says what and how. Shown without a stack trace. */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong and what to do about it. */
  public UserError(String message) {
    super(message);
  }

  /** The same, keeping the cause for the log. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
