package io.healthtrack.gateway.formats;

/** The body is not JSON, or not an object with a list of readings. */
public final class MalformedJsonException extends FormatException {

  private final int line;
  private final int column;

  MalformedJsonException(String problem, int line, int column) {
    super(problem + " (line " + line + ", column " + column + ")");
    this.line = line;
    this.column = column;
  }

  /** Line where reading stopped, from 1. */
  public int line() {
    return line;
  }

  /** Column where reading stopped, from 1. */
  public int column() {
    return column;
  }
}
