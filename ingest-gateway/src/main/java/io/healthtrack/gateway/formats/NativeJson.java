package io.healthtrack.gateway.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The body of {@code POST /v1/readings}: {@code {"readings":[{...}, ...]}}. */
public final class NativeJson {

  /**
   * How much of a body to take.
   *
   * @param readings readings in one body
   * @param nesting levels of objects and lists
   * @param text characters in one field
   */
  public record Limits(int readings, int nesting, int text) {
    /** Ten thousand readings, 16 levels, 256 characters. */
    public static final Limits DEFAULT = new Limits(10_000, 16, 256);
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

  private NativeJson() {}

  /**
   * Reads a body. Act on the results only after this returns: a body that breaks off later is
   * refused as a whole.
   *
   * @throws MalformedJsonException when the body is not JSON, or holds no list of readings
   * @throws TooLargeException when it holds more readings than allowed
   */
  public static void parse(byte[] body, Limits limits, Results out) throws FormatException {
    try {
      parse(new ByteArrayInputStream(body), limits, out);
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
    if (body.read() < 0) {
      throw new MalformedJsonException("the body is empty", 1, 1);
    }
    throw new UnsupportedOperationException("reading bodies");
  }
}
