package io.healthtrack.gateway.formats;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The export inside the zip that a phone makes. What comes before it in the zip (routes,
 * electrocardiograms) is unpacked and passed over, and counts towards the bytes allowed.
 */
final class AppleZip extends FilterInputStream {

  private static final int MAGIC = 4;

  private final ZipInputStream zip;
  private long left;

  private AppleZip(InputStream bytes, long limit) {
    this(new ZipInputStream(bytes, StandardCharsets.UTF_8), limit);
  }

  private AppleZip(ZipInputStream zip, long limit) {
    super(zip);
    this.zip = zip;
    left = limit;
  }

  /**
   * The bytes of the XML document, whether {@code file} is it or a zip around it.
   *
   * @throws WrongHeaderException when it is a zip of something else
   */
  static InputStream exportIn(InputStream file, long limit, String format)
      throws FormatException, IOException {
    var bytes = new PushbackInputStream(file, MAGIC);
    byte[] magic = bytes.readNBytes(MAGIC);
    bytes.unread(magic);
    boolean packed = magic.length == MAGIC && magic[0] == 'P' && magic[1] == 'K' && magic[2] < 7;
    if (!packed) {
      return bytes;
    }
    var zip = new AppleZip(bytes, limit);
    if (!zip.findExport()) {
      throw WrongHeaderException.notA(format);
    }
    return zip;
  }

  private boolean findExport() throws IOException {
    byte[] passedOver = new byte[1 << 13];
    while (true) {
      ZipEntry entry;
      try {
        entry = zip.getNextEntry();
      } catch (EOFException | ZipException | IllegalArgumentException e) {
        throw new Unpacked.Broken(e);
      }
      if (entry == null) {
        return false;
      }
      if (isExport(entry.getName().toLowerCase(Locale.ROOT))) {
        return true;
      }
      while (read(passedOver, 0, passedOver.length) >= 0) {
        // Counted by read.
      }
    }
  }

  /**
   * The file is called {@code export.xml} in the phone's language, and lies in a folder beside
   * {@code export_cda.xml}, which is a clinical document.
   */
  private static boolean isExport(String name) {
    int folder = name.indexOf('/');
    boolean outermost = folder == name.lastIndexOf('/');
    return outermost && name.endsWith(".xml") && !name.contains("cda");
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
      read = zip.read(buffer, from, length);
    } catch (EOFException | ZipException e) {
      throw new Unpacked.Broken(e);
    }
    left -= Math.max(read, 0);
    if (left < 0) {
      throw new Unpacked.TooMany();
    }
    return read;
  }
}
