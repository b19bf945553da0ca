package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy and the words; that a server starts on such a copy is proved in the sink's tests. */
class BackupIT {

  private static final Path DATA = LocalPipeline.data();

  @TempDir Path folder;

  @Test
  void copiesTheDatabaseAsItRunsAndSaysHowToGoBack() throws IOException {
    Path copy = folder.resolve("copies").resolve("one");

    String told = backup(0, copy);

    Path postgres = DATA.resolve("stack/postgres");
    assertTrue(told.contains("mv %1$s %1$s-broken".formatted(postgres)), told);
    assertTrue(told.contains("cp -a %s %s".formatted(copy, postgres)), told);
    assertTrue(told.contains("stop --data " + DATA), told);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    assertTrue(Files.size(copy.resolve("data/backup_label")) > 0, "it begins with the label");
    assertFalse(Files.exists(copy.resolve("data/postmaster.pid")), "it does not look running");

    assertTrue(backup(1, copy).contains("exists already"));
  }

  @Test
  void refusesToCopyIntoItself() {
    Path inside = DATA.resolve("stack/postgres/copy");
    assertTrue(backup(1, inside).contains("lies among what is copied"));
    assertFalse(Files.exists(inside));
  }

  private static String backup(int expected, Path copy) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      assertEquals(expected, HealthTrack.run("backup", copy.toString(), "--data", DATA.toString()));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return told.toString(StandardCharsets.UTF_8);
  }
}
