package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Directories of stacks without a home; those of killed JVMs are cleared by the next stack. */
final class TemporaryDirectories {
  private static final String PREFIX = "healthtrack-stack-";
  // A new directory is without its lock for a moment, and the parts of a killed JVM need a few
  // seconds to end.
  private static final Duration UNTOUCHED = Duration.ofMinutes(1);

  private TemporaryDirectories() {}

  /**
   * @param inMemory whether memory will do, where there is some to spare
   */
  static Path create(boolean inMemory) throws IOException {
    Path disk = Path.of(System.getProperty("java.io.tmpdir"));
    Path parent = inMemory ? Memory.place().orElse(disk) : disk;
    clear(parent, Instant.now().minus(UNTOUCHED));
    return Files.createTempDirectory(parent, PREFIX);
  }

  static void clear(Path parent, Instant before) throws IOException {
    try (DirectoryStream<Path> abandoned = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path directory : abandoned) {
        try {
          clearOne(directory, before);
        } catch (IOException e) {
          // Somebody else's, or cleared by another stack at this moment; neither concerns us.
        }
      }
    }
  }

  private static void clearOne(Path directory, Instant before) throws IOException {
    if (!Files.isWritable(directory)
        || Files.getLastModifiedTime(directory).toInstant().isAfter(before)) {
      return;
    }
    Optional<StackLock> lock = StackLock.on(directory);
    if (lock.isPresent()) {
      try (StackLock held = lock.get()) {
        Directories.delete(held.root());
      }
    }
  }
}
