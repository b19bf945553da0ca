package io.healthtrack.gateway.formats;

/** The header lacks a column that the format needs: most likely it is a file of another format. */
public final class WrongHeaderException extends FormatException {

  WrongHeaderException(String format, String column) {
    super("no column \"" + column + "\" in the header: this does not look like a " + format);
  }

  private WrongHeaderException(String message) {
    super(message);
  }

  /** For files that have no header of columns. */
  static WrongHeaderException notA(String format) {
    return new WrongHeaderException("this does not look like a file of the format " + format);
  }
}
