package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The directory of one stack: a directory per part, the logs, the secrets; one stack at a time. */
final class StackDirectory implements AutoCloseable {
  private final Path root;
  private final boolean temporary;
  private final StackLock lock;
  private final Secrets secrets;

  private StackDirectory(Path root, boolean temporary, StackLock lock, Secrets secrets) {
    this.root = root;
    this.temporary = temporary;
    this.lock = lock;
    this.secrets = secrets;
  }

  static StackDirectory open(Optional<Path> wanted) throws IOException {
    return open(wanted, false);
  }

  static StackDirectory open(Optional<Path> wanted, boolean inMemory) throws IOException {
    Path root = wanted.isPresent() ? wanted.get() : TemporaryDirectories.create(inMemory);
    Directories.createReadable(root);
    // PostgreSQL may run as another user, who must be able to pass through, not to look around.
    Directories.permit(root, "rwx--x--x");
    StackLock lock =
        StackLock.on(root)
            .orElseThrow(() -> new IllegalStateException(root + " is in use by another stack"));
    return new StackDirectory(
        root, wanted.isEmpty(), lock, Secrets.in(root.resolve("secrets.properties")));
  }

  /** The directory of a part; exists. */
  Path of(String part) throws IOException {
    Path directory = Files.createDirectories(root.resolve(part));
    Directories.permit(directory, "rwx--x--x");
    return directory;
  }

  /** Where a part's output goes. */
  Path log(String part) throws IOException {
    return of("log").resolve(part + ".log");
  }

  /** Where a part's process id is kept. */
  Path pidFile(String part) throws IOException {
    return of(part).resolve("process");
  }

  Secrets secrets() {
    return secrets;
  }

  boolean temporary() {
    return temporary;
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (temporary) {
      Directories.delete(root);
    }
  }
}
