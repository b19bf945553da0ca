package io.healthtrack.gateway.http;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a body is packed for the way. */
enum Packing {
  NONE("identity"),
  GZIP("gzip"),
  ZSTD("zstd");

  /** For {@code Accept-Encoding}. */
  static final String ACCEPTED = "gzip, zstd, identity";

  private static final int CHUNK = 16 * 1024;

  /** 8 MiB, what RFC 8878 asks every decoder to support; a frame may demand 128 MiB otherwise. */
  private static final int LARGEST_WINDOW_LOG = 23;

  private final String token;

  Packing(String token) {
    this.token = token;
  }

  /**
   * As the request says.
   *
   * @throws ProblemException 415 if it is packed in another way
   */
  static Packing of(ServerRequest request) {
    String encoding = request.headers().value(HeaderNames.CONTENT_ENCODING).orElse("identity");
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "identity", "" -> NONE;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      default ->
          throw Problem.unsupported(
                  "send the body plain, or with Content-Encoding: gzip or zstd, once")
              .toException();
    };
  }

  /** Its word in HTTP. */
  String token() {
    return token;
  }

  /** The bytes as they were before. */
  InputStream unpack(InputStream packed) throws IOException {
    return switch (this) {
      case NONE -> packed;
      case GZIP -> new GZIPInputStream(packed, CHUNK);
      case ZSTD -> {
        ZstdInputStreamNoFinalizer stream = new ZstdInputStreamNoFinalizer(packed);
        stream.setLongMax(LARGEST_WINDOW_LOG);
        yield stream;
      }
    };
  }
}
