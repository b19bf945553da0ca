package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Where the real files are; tests are skipped without them, or fail where they are required. */
final class RealFiles {

  private RealFiles() {}

  static Path path(String name) {
    String place = System.getenv("HEALTHTRACK_DATA");
    Path root = Path.of(System.getProperty("healthtrack.root", "..")).toAbsolutePath();
    Path file =
        (place == null ? root.resolveSibling("shared").resolve("data") : Path.of(place))
            .resolve(name);
    if (!Files.exists(file)) {
      String message = "real data absent: " + file + " (HEALTHTRACK_DATA says where they are)";
      if ("required".equals(System.getProperty("healthtrack.real-data"))) {
        fail(message);
      }
      abort(message);
    }
    return file;
  }

  static InputStream open(String name) {
    try {
      return new BufferedInputStream(Files.newInputStream(path(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a file, unpacked, read without any of our own code. */
  static List<String> lines(String name) {
    try (InputStream raw = open(name);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of a file, unpacked, read without any of our own code. */
  static String text(String name) {
    return String.join("\n", lines(name));
  }
}
