package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A reply of a vendor's interface, one JSON document. Read as a whole, because its envelope says
 * what the records mean (units, the zone, the day) and may come after them. The interfaces give
 * replies page by page, so that a bound on the document is no bound on what can be sent.
 *
 * @param name what users type
 * @param numbersApart whether a number in quotes is another thing than a number
 * @param wanted the names of members that are read; the others are passed over without being kept
 * @param reader makes readings of a document
 */
record ReplyFormat(String name, boolean numbersApart, Predicate<String> wanted, Reader reader)
    implements ReadingFormat {

  private static final long MOST_BYTES = 16 << 20;

  /** Enough for a heart rate every second of a day. */
  private static final int MOST_VALUES = 300_000;

  /** Health records nest deeper than readings: think of questions within groups of questions. */
  private static final int DEEPEST = 100;

  private static final JsonFactory JSON =
      NativeJson.JSON
          .rebuild()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(1 << 16)
                  .maxNameLength(1 << 10)
                  .build())
          .build();

  /** Tells every record of a document, which is a {@link JsonObject}, a list or a text. */
  @FunctionalInterface
  interface Reader {
    /**
     * Tells the rows.
     *
     * @throws WrongHeaderException when it is no such reply
     */
    void read(Object document, ParseOptions options, ReplyRow row) throws FormatException;
  }

  ReplyFormat(String name, Reader reader) {
    this(name, false, member -> true, reader);
  }

  ReplyFormat(String name, boolean numbersApart, Reader reader) {
    this(name, numbersApart, member -> true, reader);
  }

  @Override
  public void parse(InputStream in, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException {
    Unpacked.read(
        in,
        Math.min(options.maximumBytes(), MOST_BYTES),
        bytes -> reader.read(document(bytes), options, new ReplyRow(out)));
  }

  private Object document(InputStream bytes) throws FormatException, IOException {
    // Jackson looks at the first bytes to tell the encoding before there is a parser.
    try (JsonParser parser = JSON.createParser(bytes)) {
      try {
        parser.nextToken();
        Object document = new Tree(parser, numbersApart, wanted).value();
        if (parser.nextToken() != null) {
          throw malformed(parser, "something follows the document");
        }
        return document;
      } catch (JsonProcessingException e) {
        throw malformed(parser, "the file is not valid JSON, or nested too deeply");
      }
    } catch (CharConversionException e) {
      throw new MalformedJsonException("the file is not text in UTF-8", 1, 1);
    }
  }

  private static MalformedJsonException malformed(JsonParser parser, String problem) {
    var at = parser.currentLocation();
    return new MalformedJsonException(problem, at.getLineNr(), at.getColumnNr());
  }

  /** Builds values; their depth is bounded by the parser, their number here. */
  private static final class Tree {

    private final JsonParser parser;
    private final boolean numbersApart;
    private final Predicate<String> wanted;
    private int values;

    Tree(JsonParser parser, boolean numbersApart, Predicate<String> wanted) {
      this.parser = parser;
      this.numbersApart = numbersApart;
      this.wanted = wanted;
    }

    Object value() throws FormatException, IOException {
      values++;
      if (values > MOST_VALUES) {
        throw new TooLargeException(
            "the reply holds more than " + MOST_VALUES + " values; ask for less at a time");
      }
      JsonToken token = parser.currentToken();
      if (token == null) {
        throw malformed(parser, "the file is empty");
      } else if (token == JsonToken.START_OBJECT) {
        return object();
      } else if (token == JsonToken.START_ARRAY) {
        return list();
      }
      if (numbersApart && token.isNumeric()) {
        return new JsonNumber(parser.getText());
      }
      return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    private JsonObject object() throws FormatException, IOException {
      Map<String, Object> members = new LinkedHashMap<>(4);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        if (!wanted.test(member)) {
          parser.skipChildren();
          continue;
        }
        Object value = value();
        if (value != null) {
          members.put(member, value);
        }
      }
      return new JsonObject(members);
    }

    private List<Object> list() throws FormatException, IOException {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value());
      }
      return list;
    }
  }
}
