package io.healthtrack.sink.maintenance;

/** Work that has to wait, in words that hold no health data: names of tables and files, counts. */
public final class TroubleException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With these words for operators. */
  public TroubleException(String message) {
    super(message);
  }
}
