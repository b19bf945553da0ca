package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which HealthTrack a command speaks to. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of `up` (default: $HOME/.healthtrack).")
  private Path directory;

  Path directory() {
    Path chosen =
        directory == null ? Path.of(System.getProperty("user.home"), ".healthtrack") : directory;
    return chosen.toAbsolutePath().normalize();
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
