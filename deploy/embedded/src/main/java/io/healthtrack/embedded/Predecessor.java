package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that used a part's data before. When a stack is killed its children take a moment to
 * end, and the next stack on the same data must not start beside them.
 */
final class Predecessor {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path file;

  Predecessor(Path file) {
    this.file = file;
  }

  void remember(long pid) {
    try {
      String started = ProcessHandle.of(pid).flatMap(Predecessor::started).orElse("");
      Files.writeString(file, pid + " " + started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it is gone; it lost its parent, so when it does not go it is ended. */
  void outlive() {
    find()
        .ifPresent(
            handle -> {
              if (!Await.until(PATIENCE, () -> !handle.isAlive())) {
                handle.destroyForcibly();
                Await.until(PATIENCE, () -> !handle.isAlive());
              }
            });
  }

  private Optional<ProcessHandle> find() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      String[] words = Files.readString(file).split(" ", 2);
      // Process ids are used again; a start time is not.
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(handle -> started(handle).filter(words[1]::equals).isPresent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> started(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString);
  }
}
