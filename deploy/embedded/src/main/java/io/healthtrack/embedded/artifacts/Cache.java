package io.healthtrack.embedded.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Unpacked archives, one directory per archive, shared by all processes of this machine.
 *
 * <p>An entry appears by rename, so it is whole whenever it is seen; a lock file keeps two
 * processes from doing the work twice.
 */
public final class Cache {
  private static final Map<Path, Object> BUSY = new ConcurrentHashMap<>();

  private final Path root;

  Cache(Path root) {
    this.root = root;
  }

  /**
   * The cache of this user: {@code -Dhealthtrack.cache} or {@code HEALTHTRACK_CACHE} if set; as
   * root {@code /var/cache/healthtrack}, which the unprivileged database user can enter (it cannot
   * enter root's home); else below {@code XDG_CACHE_HOME} or {@code ~/.cache}.
   */
  public static Cache ofThisUser() {
    return new Cache(
        locate(
            System.getProperty("healthtrack.cache"),
            System.getenv(),
            System.getProperty("user.name"),
            Path.of(System.getProperty("user.home"))));
  }

  static Path locate(String property, Map<String, String> environment, String user, Path home) {
    String named = property != null ? property : environment.get("HEALTHTRACK_CACHE");
    if (named != null && !named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    if (user.equals("root")) {
      return Path.of("/var/cache/healthtrack");
    }
    String xdg = environment.get("XDG_CACHE_HOME");
    // Java calls the home of a user without a name "?".
    Path ours = Path.of(environment.getOrDefault("HOME", home.toString()));
    Path base = xdg == null || xdg.isBlank() ? ours.resolve(".cache") : Path.of(xdg);
    return base.resolve("healthtrack");
  }

  /**
   * The directory with the content of the archive, unpacked now if nobody did so before.
   *
   * @param archive a tar.gz, or a jar around one txz; its file name holds the version and is the
   *     key
   */
  public Path unpacked(Path archive) {
    String key = archive.getFileName().toString().replaceAll("\\.(jar|tar\\.gz)$", "");
    Path entry = root.resolve(key);
    try {
      return Files.isDirectory(entry) ? entry : unpack(archive, entry);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + archive + " into " + root, e);
    }
  }

  private static Path unpack(Path archive, Path entry) throws IOException {
    // File locks exclude other processes but throw between threads of this one.
    synchronized (BUSY.computeIfAbsent(entry, path -> new Object())) {
      return unpackAlone(archive, entry);
    }
  }

  private static Path unpackAlone(Path archive, Path entry) throws IOException {
    Path root = entry.getParent();
    Directories.createReadable(root);
    Path lockFile = root.resolve("." + entry.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.isDirectory(entry)) {
        Path unfinished = root.resolve("." + entry.getFileName() + ".unfinished");
        Directories.delete(unfinished); // left by a process that was killed half way
        Archive.unpack(archive, unfinished);
        Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return entry;
  }

  /** The keys that are unpacked. */
  List<String> entries() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}
