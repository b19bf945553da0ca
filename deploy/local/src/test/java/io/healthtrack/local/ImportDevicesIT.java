package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportDevicesIT {
  private static final String CATALOGUE =
      """
      \uFEFFBrand Name,Device Type,Model Name,Color,Selling Price,Original Price,Display,Rating (Out of 5),Strap Material,Average Battery Life (in days),Reviews
      Tick ,Smartwatch,Local One,Black,"2,499","2,999",E-Ink,4.1,Wool,14,
      Tick,Smartwatch,Local One,Black ,"2,499","2,999",E-Ink,4.1,wool,14,
      Tick,Smartwatch,Local One,Blue,free,"2,999",E-Ink,4.1,Wool,14,
      """
          .replace("\n", "\r\n");

  @TempDir private Path folder;

  @Test
  void tellsWhatBecameOfEveryRow() throws IOException {
    Path file = Files.writeString(folder.resolve("wearables.csv"), CATALOGUE);
    assertEquals(
        """
        rows                        3
          new variants              1
          exact duplicates          1  of a row above
          already there             0  from an earlier import
          rejected                  1
        models                      1  1 of them new
          line 4, Selling Price: is not a number such as 2,499 or 4.1: write it so, or leave it empty
        """,
        imported(0, file));
    assertTrue(imported(0, file).contains("already there             1"));
  }

  @Test
  void refusesAFileThatIsNoCatalogueInOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
    assertEquals(
        1,
        HealthTrack.run(
            "import-devices", file.toString(), "--data", LocalPipeline.data().toString()));
  }

  private static String imported(int exit, Path file) {
    StringWriter out = new StringWriter();
    assertEquals(
        exit,
        new CommandLine(new ImportDevicesCommand())
            .setOut(new PrintWriter(out))
            .execute(file.toString(), "--data", LocalPipeline.data().toString()));
    return out.toString().replace("\r", "");
  }
}
