package io.healthtrack.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file system in memory that Linux has, as a place for data that nobody keeps. */
final class Memory {
  private static final String MOUNTS = "/proc/mounts";
  private static final String PLACE = "/dev/shm";
  // What the tests of a module need is below one; containers often have only 64 MB there.
  private static final long ROOM = 4L << 30;

  private Memory() {}

  /** The place, if it is there, has room, and lets the brokers' native libraries run. */
  static Optional<Path> place() {
    try {
      Path place = Path.of(PLACE);
      return suits(Files.readAllLines(Path.of(MOUNTS)))
              && Files.isWritable(place)
              && Files.getFileStore(place).getUsableSpace() >= ROOM
          ? Optional.of(place)
          : Optional.empty();
    } catch (IOException e) {
      // Another system, or one that does not tell.
      return Optional.empty();
    }
  }

  /**
   * Whether programs may run there.
   *
   * @param mounts lines such as {@code tmpfs /dev/shm tmpfs rw,nosuid 0 0}
   */
  static boolean suits(List<String> mounts) {
    return mounts.stream()
        .map(line -> line.split(" ", -1))
        .anyMatch(
            mount ->
                mount.length > 3
                    && mount[1].equals(PLACE)
                    && mount[2].equals("tmpfs")
                    && !List.of(mount[3].split(",", -1)).contains("noexec"));
  }
}
