package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Copies the data directory of a server that runs. */
final class DirectoryCopy {

  /** Of these the directory is copied and nothing in it: the server makes it anew. */
  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "pg_replslot");

  private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

  private final Path from;
  private final Path to;

  DirectoryCopy(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  void copyAllButLog() throws IOException {
    Files.walkFileTree(
        from,
        new Visitor() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            make(directory);
            return EMPTY.contains(from.relativize(directory).toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }
        });
  }

  void copyLog() throws IOException {
    Files.walkFileTree(
        from.resolve("pg_wal"),
        new Visitor() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            make(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Gives the copy to the user whose the original is, and forces it to the disk.
   *
   * @return its size in bytes
   */
  long finish() throws IOException {
    Object user = Files.getAttribute(from, "unix:uid");
    Object group = Files.getAttribute(from, "unix:gid");
    boolean others = !user.equals(Files.getAttribute(to, "unix:uid"));
    long bytes = 0;
    try (var all = Files.walk(to)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(path)) {
          try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            bytes += file.size();
            file.force(true);
          }
        }
        if (others) {
          Files.setAttribute(path, "unix:uid", user);
          Files.setAttribute(path, "unix:gid", group);
        }
      }
    }
    return bytes;
  }

  private void make(Path directory) throws IOException {
    Path made = to.resolve(from.relativize(directory).toString());
    Files.createDirectories(made);
    Directories.permit(made, "rwx------");
  }

  private class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path name = from.relativize(file);
      if (!LEFT_OUT.contains(name.toString())) {
        try {
          Files.copy(file, to.resolve(name.toString()), StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException e) {
          return visitFileFailed(file, e);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /** What vanishes while it is copied is told of in the log. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
