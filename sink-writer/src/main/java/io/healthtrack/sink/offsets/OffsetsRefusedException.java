package io.healthtrack.sink.offsets;

/** Log, database and settings do not fit together; see {@link StartDecision.Refuse}. */
public final class OffsetsRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the reason for people. */
  public OffsetsRefusedException(String message) {
    super(message);
  }
}
