package io.healthtrack.local.pipeline;

import io.healthtrack.embedded.artifacts.Directories;
import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Where everything of one HealthTrack is kept. One process at a time: the lock goes with the
 * process, however that ends.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String PID = "pid";

  private final Path root;
  private final FileChannel lock;
  private final boolean temporary;

  private DataDirectory(Path root, FileChannel lock, boolean temporary) {
    this.root = root;
    this.lock = lock;
    this.temporary = temporary;
  }

  /** Takes a directory that stays, made if missing. */
  public static DataDirectory open(Path root) {
    return open(root, false);
  }

  /** Takes a new directory that goes away on close. */
  public static DataDirectory temporary() {
    try {
      return open(Files.createTempDirectory("healthtrack-"), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory", e);
    }
  }

  private static DataDirectory open(Path root, boolean temporary) {
    try {
      Directories.createReadable(root);
      // The database may run as another user, who must be able to pass through, not to look around.
      Directories.permit(root, "rwx--x--x");
      FileChannel lock = tryLock(root);
      if (lock == null) {
        throw new UserError(
            "%s is in use by another HealthTrack%s: stop it with `healthtrack stop --data %s`, or take another directory with --data"
                .formatted(
                    root,
                    owner(root).isPresent() ? " (process " + owner(root).getAsLong() + ")" : "",
                    root));
      }
      // What a killed predecessor left must not be taken for ours before we are ready.
      Files.deleteIfExists(Endpoints.file(root));
      Files.writeString(root.resolve(PID), ProcessHandle.current().pid() + "\n");
      return new DataDirectory(root, lock, temporary);
    } catch (IOException e) {
      throw new UserError("cannot use " + root + " as data directory: " + e, e);
    }
  }

  /** Whether a process holds this directory now. */
  public static boolean inUse(Path root) {
    if (!Files.exists(root.resolve(LOCK))) {
      return false;
    }
    try (FileChannel channel = tryLock(root)) {
      return channel == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The process that holds this directory, or held it last. */
  public static OptionalLong owner(Path root) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(root.resolve(PID)).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /** A directory inside, which may not exist yet. */
  Path directory(String name) {
    return root.resolve(name);
  }

  /** A directory inside, made if missing, that nobody else can look into. */
  public Path privateDirectory(String name) {
    Path directory = root.resolve(name);
    try {
      Files.createDirectories(directory);
      Directories.permit(directory, "rwx------");
    } catch (IOException e) {
      throw new UserError("cannot make " + directory + " private: " + e, e);
    }
    return directory;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(Endpoints.file(root));
      Files.deleteIfExists(root.resolve(PID));
      lock.close();
      if (temporary) {
        Directories.delete(root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot leave " + root + " in order", e);
    }
  }

  /** The locked channel, or null when another process has the lock. */
  private static FileChannel tryLock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another HealthTrack of this JVM: the same as another process.
    }
    channel.close();
    return null;
  }
}
