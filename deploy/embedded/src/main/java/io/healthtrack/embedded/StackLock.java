package io.healthtrack.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The right to run a stack in a directory; ends with the JVM that holds it, however that ends. */
final class StackLock implements AutoCloseable {
  // The system keeps such locks per process and drops them as soon as the process closes the file
  // anywhere, so within this JVM the file must not even be opened a second time.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final FileChannel channel;

  private StackLock(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /** Takes the lock; empty when another stack has it. */
  static Optional<StackLock> on(Path directory) throws IOException {
    Path root = directory.toRealPath();
    if (!HELD_HERE.add(root)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      channel =
          FileChannel.open(
              root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = channel.tryLock() != null;
      return held ? Optional.of(new StackLock(root, channel)) : Optional.empty();
    } finally {
      if (!held) {
        HELD_HERE.remove(root);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** The directory that is held. */
  Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD_HERE.remove(root);
  }
}
