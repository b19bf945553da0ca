package io.healthtrack.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a report goes: a file that holds the numbers, or a folder that holds table and pictures
 * too.
 *
 * @param numbers the file with the numbers
 * @param folder of everything else, if it was asked for
 */
record ReportPlace(Path numbers, Optional<Path> folder) {

  /** A name that ends in {@code .json} is a file. */
  static ReportPlace of(Path asked) {
    Path path = asked.toAbsolutePath();
    if (path.getFileName().toString().endsWith(".json")) {
      return new ReportPlace(path, Optional.empty());
    }
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + path, e);
    }
    return new ReportPlace(path.resolve("numbers.json"), Optional.of(path));
  }

  /** Writes what is made of the numbers. */
  void finish(BenchReport report) throws IOException {
    if (folder.isPresent()) {
      PlotCommand.write(report, folder.get(), true);
    }
  }
}
