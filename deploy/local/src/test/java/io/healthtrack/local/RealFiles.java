package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real exports, which are not part of the project. */
final class RealFiles {
  private RealFiles() {}

  /** Skips the test where the file is absent, unless real data is required. */
  static Path path(String name) {
    Path root = Path.of(System.getProperty("healthtrack.root", "."));
    String place = System.getenv("HEALTHTRACK_DATA");
    Path file = root.resolve(place == null ? "../shared/data" : place).resolve(name).normalize();
    if ("required".equals(System.getProperty("healthtrack.real-data"))) {
      assertTrue(Files.exists(file), file + " is missing; HEALTHTRACK_DATA says where to look");
    }
    assumeTrue(Files.exists(file), file + " is not here; HEALTHTRACK_DATA says where to look");
    return file;
  }
}
