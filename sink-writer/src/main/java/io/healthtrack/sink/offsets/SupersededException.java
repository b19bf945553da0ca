package io.healthtrack.sink.offsets;

/** Another sink owns the lane now, or the position is not where this one left it. */
public final class SupersededException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SupersededException(String message) {
    super(message);
  }
}
