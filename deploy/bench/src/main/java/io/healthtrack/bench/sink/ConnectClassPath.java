package io.healthtrack.bench.sink;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class path of Kafka Connect's worker, which the build has written beside our classes. */
final class ConnectClassPath {

  private static final String FILE = "connect.classpath";

  private ConnectClassPath() {}

  /**
   * The class path, our own classes among it.
   *
   * @throws IllegalStateException if the peer is missing: then nothing may be compared
   */
  static String get() {
    try {
      Path ours =
          Path.of(
              ConnectClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      String theirs = Files.readString(ours.resolveSibling(FILE)).strip();
      for (String entry : theirs.split(File.pathSeparator)) {
        if (!Files.isReadable(Path.of(entry))) {
          throw new IllegalStateException("a part of the peer is missing: " + entry);
        }
      }
      return ours + File.pathSeparator + theirs;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the peer is missing: build deploy/bench with Maven", e);
    }
  }
}
