package io.healthtrack.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The body of one request, unpacked and in memory, never more of it than the limit. Its bytes are
 * taken from the budget before they are held, and given back on close.
 */
final class Body implements AutoCloseable {

  private static final int CHUNK = 16 * 1024;

  private final int limit;
  private final ByteBudget budget;
  private byte[] bytes = {};
  private int length;
  private long taken;

  private Body(int limit, ByteBudget budget) {
    this.limit = limit;
    this.budget = budget;
  }

  /**
   * Reads a JSON body, plain or gzip.
   *
   * @throws ProblemException 400, 413, 415, or 503 when the budget is spent
   */
  static Body read(ServerRequest request, int limit, ByteBudget budget) {
    requireJson(request);
    boolean packed = isPacked(request);
    long announced = announced(request);
    Body body = new Body(limit, budget);
    if (!packed && announced > limit) {
      throw body.tooLarge();
    }
    try {
      body.hold(packed || announced < 0 ? CHUNK : (int) announced + 1);
      body.fill(request, packed);
      return body;
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
  }

  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  int length() {
    return length;
  }

  @Override
  public void close() {
    budget.giveBack(taken);
    taken = 0;
  }

  private void fill(ServerRequest request, boolean packed) {
    if (!request.content().hasEntity()) {
      return;
    }
    try {
      InputStream raw = request.content().inputStream();
      copy(packed ? new GZIPInputStream(raw, CHUNK) : raw);
    } catch (EOFException | ZipException e) {
      throw Problem.of(400, "malformed-gzip", "The body cannot be unpacked", "send whole gzip")
          .toException();
    } catch (ProblemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The HTTP library throws all kinds of things at a body that is cut off or wrongly chunked.
      throw broken();
    }
  }

  private void copy(InputStream in) throws IOException {
    while (true) {
      if (length == bytes.length) {
        hold(Math.max(CHUNK, Math.min(bytes.length * 2, limit + 1)));
      }
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length > limit) {
        throw tooLarge();
      }
    }
  }

  private void hold(int size) {
    long more = (long) size - bytes.length;
    if (!budget.tryTake(more)) {
      throw Problem.unavailable(
              "overloaded", "the gateway holds as many bytes as it may; send this again")
          .toException();
    }
    taken += more;
    bytes = Arrays.copyOf(bytes, size);
  }

  private static long announced(ServerRequest request) {
    try {
      return request.headers().contentLength().orElse(-1);
    } catch (NumberFormatException e) {
      throw broken();
    }
  }

  private static ProblemException broken() {
    return Problem.of(
            400,
            Problem.BROKEN_BODY,
            "The body breaks off",
            "send the whole body, framed as HTTP says")
        .toException();
  }

  private ProblemException tooLarge() {
    return Problem.tooLarge(
            "a body may have " + limit + " bytes after decompression; send fewer readings at once")
        .toException();
  }

  private static void requireJson(ServerRequest request) {
    String type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
    int end = type.indexOf(';');
    String essence = (end < 0 ? type : type.substring(0, end)).strip();
    if (!essence.equalsIgnoreCase(Answer.JSON)) {
      throw Problem.unsupported("send Content-Type: application/json").toException();
    }
  }

  private static boolean isPacked(ServerRequest request) {
    String encoding = request.headers().value(HeaderNames.CONTENT_ENCODING).orElse("identity");
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "identity", "" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw Problem.unsupported("send the body plain or with Content-Encoding: gzip")
              .toException();
    };
  }
}
