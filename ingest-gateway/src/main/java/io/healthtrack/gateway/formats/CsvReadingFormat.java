package io.healthtrack.gateway.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A format of comma-separated rows under a header.
 *
 * @param name what users type
 * @param anchor the column whose name tells the header from lines above it
 * @param preamble how many lines may stand above the header
 * @param multiline whether a quoted cell may run over several lines; where it may not, one that
 *     does is a stray quote that swallows rows, and the file is refused
 * @param readers makes what reads the rows
 */
record CsvReadingFormat(
    String name, String anchor, int preamble, boolean multiline, RowReader.Factory readers)
    implements ReadingFormat {

  /** Quotes in odd places are kept as text: a defect of one cell must not end the file. */
  private static final CSVFormat CSV =
      CSVFormat.DEFAULT
          .builder()
          .setIgnoreEmptyLines(false)
          .setTrailingData(true)
          .setLenientEof(true)
          .get();

  @Override
  public void parse(InputStream in, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException {
    Unpacked.read(in, options.maximumBytes(), bytes -> parseRows(bytes, options, out));
  }

  private void parseRows(InputStream bytes, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException {
    long line = 0;
    try (var chars =
            new BoundedReader(
                new InputStreamReader(bytes, StandardCharsets.UTF_8), options.maximumRow());
        var csv = CSV.parse(chars)) {
      Iterator<CSVRecord> records = csv.iterator();
      Header header = header(records);
      RowReader reader = readers.open(header, options);
      var row = new Row(out);
      line = csv.getCurrentLineNumber();
      while (next(records)) {
        CSVRecord cells = records.next();
        long lines = csv.getCurrentLineNumber() - line;
        line += lines;
        chars.rowBegins();
        if (lines > 1 && !multiline) {
          throw strayQuote(line - lines + 1);
        }
        if (cells.size() == 1 && cells.get(0).isEmpty()) {
          continue;
        }
        row.next(cells);
        read(reader, row, cells, header);
      }
    } catch (BoundedReader.RowTooLong e) {
      throw new DamagedFileException(
          "the row after line "
              + line
              + " is longer than a row may be; most likely a quote is not closed");
    } catch (CSVException e) {
      throw strayQuote(line + 1);
    }
  }

  private static void read(RowReader reader, Row row, CSVRecord cells, Header header)
      throws FormatException {
    if (cells.size() > header.width() && row.widerThan(header.width())) {
      row.reject(RejectionCode.MALFORMED, "", "the row has more cells than the header");
    } else if (cells.get(0).isEmpty() && row.empty()) {
      row.skip(SkipReason.EMPTY_ROW);
    } else {
      reader.read(row);
    }
  }

  private Header header(Iterator<CSVRecord> records) throws FormatException, IOException {
    for (int above = 0; above <= preamble && next(records); above++) {
      var header = new Header(name, records.next());
      if (header.findStart(anchor) >= 0) {
        return header;
      }
    }
    throw new WrongHeaderException(name, anchor);
  }

  /** The iterator hides what its reader throws. */
  private static boolean next(Iterator<CSVRecord> records) throws IOException {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static DamagedFileException strayQuote(long line) {
    return new DamagedFileException("a quote opens in line " + line + " and swallows line ends");
  }
}
