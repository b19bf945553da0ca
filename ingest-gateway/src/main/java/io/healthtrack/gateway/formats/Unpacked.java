package io.healthtrack.gateway.formats;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, unpacked when its first two bytes say gzip, and at most as many as allowed.
 * Closing it frees the unpacker and leaves the file open.
 */
final class Unpacked extends FilterInputStream {

  /** More bytes than allowed. */
  static final class TooMany extends IOException {
    TooMany() {
      super("too many bytes");
    }
  }

  /** Not the gzip or zip it claims to be. */
  static final class Broken extends IOException {
    Broken(Exception cause) {
      super("broken packing", cause);
    }
  }

  /** Reads the bytes of a file. */
  @FunctionalInterface
  interface Body {
    void read(Unpacked bytes) throws FormatException, IOException;
  }

  private final boolean packed;
  private long left;

  private Unpacked(InputStream in, boolean packed, long limit) {
    super(in);
    this.packed = packed;
    left = limit;
  }

  /** Has the file read, and says what is wrong with its packing in a typed way. */
  static void read(InputStream file, long limit, Body body) throws FormatException, IOException {
    try (var bytes = open(file, limit)) {
      body.read(bytes);
    } catch (Broken e) {
      throw new DamagedFileException("the packed data (gzip, zip) break off or are damaged");
    } catch (TooMany e) {
      throw new TooLargeException("the file unpacks to more than the bytes allowed");
    }
  }

  private static Unpacked open(InputStream file, long limit) throws IOException {
    var shielded = new PushbackInputStream(new Shield(file), 2);
    byte[] magic = shielded.readNBytes(2);
    shielded.unread(magic);
    boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    if (!gzip) {
      return new Unpacked(shielded, false, limit);
    }
    try {
      return new Unpacked(new GZIPInputStream(shielded, 1 << 14), true, limit);
    } catch (EOFException | ZipException e) {
      throw new Broken(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int read;
    try {
      read = super.read(buffer, from, length);
    } catch (EOFException | ZipException e) {
      throw packed ? new Broken(e) : e;
    }
    left -= Math.max(read, 0);
    if (left < 0) {
      throw new TooMany();
    }
    return read;
  }

  /** The caller closes the file. */
  private static final class Shield extends FilterInputStream {
    Shield(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      return in.read(buffer, from, length);
    }

    @Override
    public void close() {}
  }
}
