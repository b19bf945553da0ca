package io.healthtrack.gateway.formats;

/** The input is larger than the caller allows. */
public final class TooLargeException extends FormatException {

  TooLargeException(String message) {
    super(message);
  }
}
