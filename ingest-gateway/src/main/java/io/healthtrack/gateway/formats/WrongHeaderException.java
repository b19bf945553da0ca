package io.healthtrack.gateway.formats;

/** The header lacks a column that the format needs: most likely it is a file of another format. */
public final class WrongHeaderException extends FormatException {

  WrongHeaderException(String format, String column) {
    super("no column \"" + column + "\" in the header: this does not look like a " + format);
  }
}
