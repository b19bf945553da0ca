package io.healthtrack.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of a fixed size, in memory, that a database server can be put on and that can be
 * filled to the last byte. Mounting takes root; without that the test is skipped and says so.
 */
final class SmallDisk implements AutoCloseable {

  private static final String PREFIX = "healthtrack-small-disk-";

  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /**
   * Mounts one.
   *
   * @param like a directory whose owner shall own it
   */
  static SmallDisk mount(int megabytes, Path like) {
    clearAbandoned();
    try {
      // A server that runs as another user must be able to pass through what is above it.
      Path path = Files.createTempDirectory(Path.of("/tmp"), PREFIX);
      Object user = Files.getAttribute(like, "unix:uid");
      Object group = Files.getAttribute(like, "unix:gid");
      String options = "size=%dm,mode=0700,uid=%s,gid=%s".formatted(megabytes, user, group);
      if (!run("mount", "-t", "tmpfs", "-o", options, "healthtrack", path.toString())) {
        Files.delete(path);
        Assumptions.abort("a small file system cannot be mounted here: that takes root");
      }
      return new SmallDisk(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /** Fills it but for so many megabytes. */
  void fillBut(int megabytes) {
    try (OutputStream out =
        Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] block = new byte[64 << 10];
      while (path.toFile().getUsableSpace() > ((long) megabytes << 20)) {
        out.write(block);
      }
    } catch (IOException e) {
      if (megabytes > 0) {
        throw new UncheckedIOException(e);
      }
      // Full, as was asked for.
    }
  }

  /** Gives the space back. */
  void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Lazily: whoever has files open there still is about to end.
    run("umount", "-l", path.toString());
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path ballast() {
    return path.resolve("ballast");
  }

  /** Those of tests that were killed. */
  private static void clearAbandoned() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
        String place = line.split(" ", -1)[1];
        if (place.startsWith("/tmp/" + PREFIX) && old(Path.of(place))) {
          run("umount", "-l", place);
          Files.deleteIfExists(Path.of(place));
        }
      }
    } catch (IOException e) {
      // No such file, no such mounts.
      return;
    }
  }

  private static boolean old(Path place) throws IOException {
    return Files.getLastModifiedTime(place).toMillis()
        < System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1);
  }

  static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
