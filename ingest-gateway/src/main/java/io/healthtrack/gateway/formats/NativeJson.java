package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The body of {@code POST /v1/readings}: {@code {"readings":[{...}, ...]}}. */
public final class NativeJson {

  /** Levels of objects and lists in a body: three are needed, the rest is for ignored fields. */
  public static final int DEEPEST = 16;

  /**
   * How much of a body to take.
   *
   * @param readings readings in one body
   * @param text characters in one field
   */
  public record Limits(int readings, int text) {
    /** Ten thousand readings, 256 characters. */
    public static final Limits DEFAULT = new Limits(10_000, 256);
  }

  /** What became of one reading of the body. */
  public sealed interface Result {

    /**
     * Right in form.
     *
     * @param reading what it says
     */
    record Draft(ReadingDraft reading) implements Result {}

    /**
     * Wrong in form; the readings beside it are not affected.
     *
     * @param code one of {@link RejectionCode}
     * @param field the field that is wrong; empty when the reading as a whole is
     * @param message what is wrong and how to put it right; never holds a value
     */
    record Rejected(String code, String field, String message) implements Result {}
  }

  /** Told what became of each reading. */
  @FunctionalInterface
  public interface Results {
    /** The reading at {@code index}, counted from 0. */
    void accept(int index, Result result);
  }

  /** NaN and its like are let through the tokenizer so that only their own reading is rejected. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(1 << 16)
                  .maxNameLength(1 << 10)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private NativeJson() {}

  /**
   * Reads a body. Act on the results only after this returns: a body that breaks off later is
   * refused as a whole.
   *
   * @throws MalformedJsonException when the body is not JSON, or holds no list of readings
   * @throws TooLargeException when it holds more readings than allowed
   */
  public static void parse(byte[] body, Limits limits, Results out) throws FormatException {
    parse(body, body.length, limits, out);
  }

  /** The same from the first {@code length} bytes. */
  public static void parse(byte[] body, int length, Limits limits, Results out)
      throws FormatException {
    try (JsonParser parser = JSON.createParser(body, 0, length)) {
      read(parser, limits, out);
    } catch (CharConversionException e) {
      throw notUtf8();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * The same from a stream, which is left open.
   *
   * @throws IOException when the stream fails
   */
  public static void parse(InputStream body, Limits limits, Results out)
      throws FormatException, IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      read(parser, limits, out);
    } catch (CharConversionException e) {
      throw notUtf8();
    }
  }

  /** Writes readings as such a body, in UTF-8; what is read back equals what was written. */
  public static void write(List<ReadingDraft> readings, OutputStream out) throws IOException {
    NativeJsonWriter.write(readings, out);
  }

  private static void read(JsonParser parser, Limits limits, Results out)
      throws FormatException, IOException {
    try {
      new NativeJsonReader(parser, limits, out).read();
    } catch (JsonProcessingException e) {
      // Jackson's own words quote the input.
      var at = e.getLocation();
      throw new MalformedJsonException(
          "the body is not valid JSON, or nested too deeply",
          at == null ? 1 : at.getLineNr(),
          at == null ? 1 : at.getColumnNr());
    }
  }

  /**
   * Told while the text is read, or before that: Jackson guesses the encoding by the first bytes.
   */
  private static MalformedJsonException notUtf8() {
    return new MalformedJsonException("the body is not text in UTF-8", 1, 1);
  }
}
