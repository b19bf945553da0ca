package io.healthtrack.bench;

import io.healthtrack.local.plots.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench plot FILE.json [--to DIR]}: draws a saved report again, without measuring. */
@Command(
    name = "plot",
    mixinStandardHelpOptions = true,
    description = "Draws the table and the pictures of a saved report.")
final class PlotCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE.json", description = "A report.")
  private Path file;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where the pictures go (default: beside the report).")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Path into = folder == null ? file.toAbsolutePath().getParent() : folder;
    Files.createDirectories(into);
    write(ReportFile.read(file), into);
    return 0;
  }

  /** Writes the table and the pictures. */
  static void write(BenchReport report, Path folder) throws IOException {
    Files.writeString(folder.resolve("numbers.md"), ReportTable.of(report));
    for (Map.Entry<String, Picture> picture : ReportPictures.of(report).entrySet()) {
      for (Path written : picture.getValue().write(folder, picture.getKey())) {
        System.out.println(written);
      }
    }
  }
}
