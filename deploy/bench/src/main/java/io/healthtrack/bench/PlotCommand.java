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

  @Option(names = "--png", description = "Paint PNG files too.")
  private boolean png;

  @Override
  public Integer call() throws IOException {
    Path into = folder == null ? file.toAbsolutePath().getParent() : folder;
    Files.createDirectories(into);
    write(ReportFile.read(file), into, png);
    return 0;
  }

  /** Writes the table, what of it may be quoted, and the pictures. */
  static void write(BenchReport report, Path folder, boolean png) throws IOException {
    Files.writeString(folder.resolve("numbers.md"), ReportTable.of(report));
    Files.writeString(folder.resolve("quotes.md"), ReportTable.quotes(report));
    for (Map.Entry<String, Picture> picture : ReportPictures.of(report).entrySet()) {
      Path file = folder.resolve(picture.getKey() + ".svg");
      Files.writeString(file, picture.getValue().svg());
      System.out.println(file);
      if (png) {
        picture.getValue().write(folder, picture.getKey());
      }
    }
  }
}
