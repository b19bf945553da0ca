package io.healthtrack.embedded.artifacts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the two shapes our archives have, keeping links and the executable bit. */
final class Archive {
  private static final int BUFFER = 1 << 16;
  private static final int EXECUTABLE = 0b001_000_000;

  private Archive() {}

  static void unpack(Path archive, Path target) throws IOException {
    Directories.createReadable(target);
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER)) {
      if (archive.toString().endsWith(".jar")) {
        untar(new XZCompressorInputStream(insideJar(file)), target);
      } else {
        untar(new GZIPInputStream(file, BUFFER), target);
      }
    }
  }

  private static InputStream insideJar(InputStream file) throws IOException {
    ZipInputStream zip = new ZipInputStream(file);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.getName().endsWith(".txz")) {
        return new BufferedInputStream(zip, BUFFER);
      }
    }
    throw new IOException("the jar holds no .txz");
  }

  private static void untar(InputStream in, Path target) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(in);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path path = target.resolve(entry.getName()).normalize();
      if (!path.startsWith(target)) {
        throw new IOException("an entry points outside of the archive: " + entry.getName());
      }
      write(tar, entry, path);
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Directories.createReadable(path);
      return;
    }
    Directories.createReadable(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      Directories.permit(path, (entry.getMode() & EXECUTABLE) != 0 ? "rwxr-xr-x" : "rw-r--r--");
    }
  }
}
