package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void takesAPlaceInMemoryWhereProgramsMayRun() {
    String disk = "/dev/vda / ext4 rw,relatime 0 0";
    assertTrue(Memory.suits(List.of(disk, "tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0")));
    assertFalse(Memory.suits(List.of(disk, "shm /dev/shm tmpfs rw,nosuid,noexec 0 0")));
    assertFalse(Memory.suits(List.of(disk, "/dev/vdb /dev/shm ext4 rw 0 0")));
    assertFalse(Memory.suits(List.of(disk)));
    assertFalse(Memory.suits(List.of("")));
  }
}
