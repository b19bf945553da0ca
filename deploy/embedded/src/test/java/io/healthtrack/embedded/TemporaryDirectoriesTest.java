package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoriesTest {
  @TempDir Path parent;

  @Test
  void clearsWhatNobodyHolds() throws Exception {
    Path abandoned = stackDirectory("a");
    TemporaryDirectories.clear(parent, Instant.now().plusSeconds(1));
    assertFalse(Files.exists(abandoned));
  }

  @Test
  void leavesWhatIsHeldNewOrNotOurs() throws Exception {
    Path held = stackDirectory("held");
    Path other = Files.createDirectory(parent.resolve("other"));
    try (StackLock lock = StackLock.on(held).orElseThrow()) {
      assertEquals(held.toRealPath(), lock.root());
      TemporaryDirectories.clear(parent, Instant.now().plusSeconds(1));
      assertTrue(Files.exists(held.resolve("log/kafka.log")));
      assertTrue(Files.exists(other));
      assertEquals(Optional.empty(), StackLock.on(held));
    }
    TemporaryDirectories.clear(parent, Instant.now().minusSeconds(60));
    assertTrue(Files.exists(held));
  }

  private Path stackDirectory(String name) throws Exception {
    Path directory = parent.resolve("healthtrack-stack-" + name);
    Files.createDirectories(directory.resolve("log"));
    Files.writeString(directory.resolve("log/kafka.log"), "");
    return directory;
  }
}
