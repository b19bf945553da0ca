package io.healthtrack.gateway.formats;

/** What a format makes of one row; made anew for each file. */
@FunctionalInterface
interface RowReader {

  /** Says what became of the row at hand. */
  void read(Row row) throws FormatException;

  /** Makes the reader for a file with this header. */
  @FunctionalInterface
  interface Factory {
    RowReader open(Header header, ParseOptions options) throws FormatException;
  }
}
