package io.healthtrack.gateway.formats;

/** A file or body that cannot be read as a whole. Messages never hold what the input holds. */
public abstract sealed class FormatException extends Exception
    permits ZoneRequiredException,
        WrongHeaderException,
        DamagedFileException,
        TooLargeException,
        MalformedJsonException {

  FormatException(String message) {
    super(message);
  }
}
