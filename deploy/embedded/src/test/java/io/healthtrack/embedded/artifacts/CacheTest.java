package io.healthtrack.embedded.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  private static final Path HOME = Path.of("/home/someone");

  @TempDir Path directory;

  @Test
  void unpacksFilesWithTheirModes() throws Exception {
    Path entry = new Cache(directory.resolve("cache")).unpacked(archive("tool-1.2.tar.gz"));
    assertEquals("tool-1.2", entry.getFileName().toString());
    assertEquals("run", Files.readString(entry.resolve("bin/run")));
    assertTrue(Files.isExecutable(entry.resolve("bin/run")));
    assertFalse(Files.isExecutable(entry.resolve("notes")));
  }

  @Test
  void unpacksOnceForManyThreads() throws Exception {
    Path archive = archive("tool-1.2.tar.gz");
    Cache cache = new Cache(directory.resolve("cache"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Path> unpack = () -> cache.unpacked(archive);
      List<Future<Path>> entries =
          threads.invokeAll(Stream.generate(() -> unpack).limit(8).toList());
      for (Future<Path> entry : entries) {
        assertEquals("run", Files.readString(entry.get().resolve("bin/run")));
      }
    }
    assertEquals(List.of("tool-1.2"), cache.entries());
  }

  @Test
  void replacesWhatAKilledProcessLeft() throws Exception {
    Path left = directory.resolve("cache").resolve(".tool-1.2.unfinished").resolve("bin");
    Files.createDirectories(left);
    Files.writeString(left.resolve("run"), "half");
    Path entry = new Cache(directory.resolve("cache")).unpacked(archive("tool-1.2.tar.gz"));
    assertEquals("run", Files.readString(entry.resolve("bin/run")));
  }

  @Test
  void refusesEntriesThatLeaveTheDirectory() throws Exception {
    Path archive = directory.resolve("evil-1.tar.gz");
    try (TarArchiveOutputStream tar = tar(archive)) {
      put(tar, "../outside", 0644);
    }
    Cache cache = new Cache(directory.resolve("cache"));
    assertThrows(UncheckedIOException.class, () -> cache.unpacked(archive));
    assertFalse(Files.exists(directory.resolve("cache/outside")));
  }

  @Test
  void livesWhereTheUserSaysElseWhereTheSystemKeepsCaches() {
    Map<String, String> none = Map.of();
    assertEquals(
        Path.of("/var/cache/healthtrack"), Cache.locate(null, none, "root", Path.of("/root")));
    assertEquals(HOME.resolve(".cache/healthtrack"), Cache.locate(null, none, "someone", HOME));
    assertEquals(
        Path.of("/xdg/healthtrack"),
        Cache.locate(null, Map.of("XDG_CACHE_HOME", "/xdg"), "someone", HOME));
    assertEquals(
        Path.of("/named"), Cache.locate(null, Map.of("HEALTHTRACK_CACHE", "/named"), "root", HOME));
    assertEquals(
        Path.of("/property"),
        Cache.locate("/property", Map.of("HEALTHTRACK_CACHE", "/named"), "root", HOME));
  }

  private Path archive(String name) throws IOException {
    Path archive = directory.resolve(name);
    try (TarArchiveOutputStream tar = tar(archive)) {
      put(tar, "bin/run", 0755);
      put(tar, "notes", 0644);
    }
    return archive;
  }

  private static TarArchiveOutputStream tar(Path archive) throws IOException {
    return new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)));
  }

  private static void put(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    byte[] content = Path.of(name).getFileName().toString().getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
