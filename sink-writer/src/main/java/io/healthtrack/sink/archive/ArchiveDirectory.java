package io.healthtrack.sink.archive;

import io.healthtrack.sink.maintenance.TroubleException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The files of archives. A file is there whole or not at all, and on the disk before anybody is
 * told; nobody but the sink's own user can read it.
 */
class ArchiveDirectory {

  private static final int BUFFER = 1 << 16;
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;

  /** Below this directory, which must be there: one made by us might hide an unmounted disk. */
  ArchiveDirectory(Path root) throws TroubleException {
    if (!Files.isDirectory(root)) {
      throw new TroubleException("sink.archive.directory is no directory");
    }
    this.root = root;
  }

  /**
   * A file.
   *
   * @param bytes its size
   * @param sha256 its digest, in hexadecimal
   */
  record Stored(long bytes, String sha256) {}

  /** What goes into a file. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes it.
     *
     * @throws Exception if it cannot be had
     */
    void writeTo(OutputStream out) throws Exception;
  }

  /** Writes compressed content under a name, in the place of what has this name. */
  Stored write(String name, Content content) throws Exception {
    Path file = root.resolve(name);
    Path unfinished = unfinished(file);
    makeDirectory(file.getParent());
    Files.deleteIfExists(unfinished);
    MessageDigest digest = sha256();
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PRIVATE_FILE)) {
      OutputStream raw = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      try (OutputStream out = compressing(new DigestOutputStream(unclosed(raw), digest))) {
        content.writeTo(out);
      }
      raw.flush();
      channel.force(true);
      Stored stored = new Stored(channel.size(), HexFormat.of().formatHex(digest.digest()));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.getParent());
      return stored;
    }
  }

  /** Writes a small text under a name. */
  void writeText(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Path unfinished = unfinished(file);
    Files.deleteIfExists(unfinished);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PRIVATE_FILE)) {
      OutputStream out = Channels.newOutputStream(channel);
      out.write(text.getBytes(StandardCharsets.UTF_8));
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    force(file.getParent());
  }

  String readText(String name) throws IOException {
    return Files.readString(root.resolve(name));
  }

  boolean exists(String name) {
    return Files.exists(root.resolve(name));
  }

  /** Size and digest of a file as it is now. */
  Stored examine(String name) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(root.resolve(name)), digest)) {
      return new Stored(
          in.transferTo(OutputStream.nullOutputStream()),
          HexFormat.of().formatHex(digest.digest()));
    }
  }

  /** The content of a compressed file. */
  InputStream open(String name) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(root.resolve(name)), BUFFER);
    return new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER);
  }

  /** Deletes what may be there under a name, finished or not. */
  void delete(String name) throws IOException {
    Path file = root.resolve(name);
    Files.deleteIfExists(unfinished(file));
    if (Files.deleteIfExists(file)) {
      force(file.getParent());
    }
  }

  private static Path unfinished(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".unfinished");
  }

  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, PRIVATE_DIRECTORY);
      force(directory.getParent());
    } catch (FileAlreadyExistsException e) {
      return;
    }
  }

  /** A new name is safe only once its directory is on the disk. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static OutputStream compressing(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, BUFFER) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }

  private static OutputStream unclosed(OutputStream out) {
    return new java.io.FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
