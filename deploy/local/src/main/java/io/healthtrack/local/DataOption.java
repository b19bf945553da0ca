package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Which HealthTrack a command speaks to. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of `up` (default: $HOME/.healthtrack).")
  private Path directory;

  Path directory() {
    // What a shell calls home, which Java does not ask.
    String home =
        Objects.requireNonNullElseGet(System.getenv("HOME"), () -> System.getProperty("user.home"));
    Path chosen = directory == null ? Path.of(home, ".healthtrack") : directory;
    return chosen.toAbsolutePath().normalize();
  }

  /** Whether it is another one than usual, so that commands which we tell must name it too. */
  boolean given() {
    return directory != null;
  }

  Endpoints endpoints() {
    Endpoints endpoints = Endpoints.read(directory());
    if (!DataDirectory.inUse(directory())) {
      throw new UserError(
          "HealthTrack is not running on %s (it was stopped without a farewell): start it with `healthtrack up --data %s`"
              .formatted(directory(), directory()));
    }
    return endpoints;
  }
}
