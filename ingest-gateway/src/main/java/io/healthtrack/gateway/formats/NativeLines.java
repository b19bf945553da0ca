package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * One native reading per line (NDJSON). Blank lines are no rows. Whatever is wrong with a line, it
 * is the only one rejected: the next line end is where reading can begin again. Device and user may
 * be absent, and times local when the zone is given, as in {@link NativeCsv}.
 */
final class NativeLines implements ReadingFormat {

  static final ReadingFormat FORMAT = new NativeLines();

  private static final int LONGEST_TEXT = 256;

  private NativeLines() {}

  @Override
  public String name() {
    return "ndjson";
  }

  @Override
  public void parse(InputStream in, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException {
    var object =
        new NativeJsonObject(LONGEST_TEXT, options.zone().map(LocalClock::new).orElse(null));
    Unpacked.read(
        in,
        options.maximumBytes(),
        bytes -> {
          var lines = new LineReader(bytes, options.maximumRow());
          long row = 0;
          while (lines.next()) {
            if (!lines.blank()) {
              row++;
              out.accept(
                  lines.tooLong()
                      ? malformed(row, "the line has more than the characters allowed")
                      : read(lines, row, object));
            }
          }
        });
  }

  private static ParsedRow read(LineReader line, long row, NativeJsonObject object)
      throws IOException {
    if (!line.encloses('{', '}')) {
      // Told without a parser and its exception: a file of another kind has many such lines.
      return malformed(row, "a line must be one reading, that is an object");
    }
    try (JsonParser parser = NativeJson.JSON.createParser(line.bytes(), 0, line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return malformed(row, "a line must be one reading, that is an object");
      }
      ReadingDraft reading = object.read(parser, false);
      if (parser.nextToken() != null) {
        return malformed(row, "something follows the reading; each line holds one");
      }
      return reading == null
          ? new ParsedRow.Rejected(row, object.code(), object.field(), object.message())
          : new ParsedRow.Accepted(row, List.of(reading));
    } catch (JsonProcessingException | CharConversionException e) {
      return malformed(row, "the line is not valid JSON in UTF-8, or nested too deeply");
    }
  }

  private static ParsedRow malformed(long row, String message) {
    return new ParsedRow.Rejected(row, RejectionCode.MALFORMED, "", message);
  }
}
