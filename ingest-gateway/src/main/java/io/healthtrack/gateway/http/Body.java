package io.healthtrack.gateway.http;

import com.github.luben.zstd.ZstdIOException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
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
   * Reads a body, plain or packed.
   *
   * @throws ProblemException 400, 413, 415, or 503 when the budget is spent
   */
  static Body read(ServerRequest request, int limit, ByteBudget budget) {
    Packing packing = Packing.of(request);
    long announced = announced(request);
    Body body = new Body(limit, budget);
    if (packing == Packing.NONE && announced > limit) {
      throw body.tooLarge();
    }
    try {
      body.hold(packing != Packing.NONE || announced < 0 ? CHUNK : (int) announced + 1);
      body.fill(request, packing);
      return body;
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
  }

  /** The bytes, of which {@link #length} count. */
  byte[] bytes() {
    return bytes;
  }

  InputStream stream() {
    return new ByteArrayInputStream(bytes, 0, length);
  }

  int length() {
    return length;
  }

  @Override
  public void close() {
    budget.giveBack(taken);
    taken = 0;
  }

  private void fill(ServerRequest request, Packing packing) {
    if (!request.content().hasEntity()) {
      return;
    }
    try {
      copy(packing.unpack(request.content().inputStream()));
    } catch (EOFException | ZipException | ZstdIOException e) {
      throw Problem.of(
              400,
              "malformed-" + packing.token(),
              "The body cannot be unpacked",
              "send whole " + packing.token() + ", with a window of at most 8 MiB")
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
}
