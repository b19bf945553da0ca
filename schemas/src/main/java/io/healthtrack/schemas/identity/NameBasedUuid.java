package io.healthtrack.schemas.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * Name-based UUIDs of version 5 (RFC 9562, SHA-1), with a name built field by field. Every text is
 * closed by its length, so that no two different lists of fields give the same name.
 *
 * <p>Not safe for use by two threads at once; {@link #in(UUID)} hands each thread its own.
 */
public final class NameBasedUuid {

  private static final ThreadLocal<NameBasedUuid> OF_THREAD =
      ThreadLocal.withInitial(NameBasedUuid::new);

  private final MessageDigest digest;
  private byte[] name = new byte[256];
  private int length;

  private NameBasedUuid() {
    try {
      digest = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Begins a name in a namespace. Finish it with {@link #build()} before beginning another. */
  public static NameBasedUuid in(UUID namespace) {
    NameBasedUuid uuid = OF_THREAD.get();
    uuid.length = 0;
    return uuid.add(namespace);
  }

  /** Adds the 16 bytes of a UUID. */
  public NameBasedUuid add(UUID id) {
    return add(id.getMostSignificantBits()).add(id.getLeastSignificantBits());
  }

  /** Adds a number, 8 bytes, most significant first. */
  public NameBasedUuid add(long number) {
    ensure(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      name[length++] = (byte) (number >>> shift);
    }
    return this;
  }

  /** Adds a value by its bits; 0.0 and -0.0 are one value. */
  public NameBasedUuid add(double value) {
    return add(Double.doubleToLongBits(value == 0.0 ? 0.0 : value));
  }

  /** Adds a text, UTF-8, closed by its length. An absent text is not the empty text. */
  public NameBasedUuid add(String text) {
    if (text == null) {
      return add(-1L);
    }
    int start = length;
    int chars = text.length();
    ensure(chars + Long.BYTES);
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = start;
        return addEncoded(text);
      }
      name[length++] = (byte) c;
    }
    return add((long) chars);
  }

  /** The UUID of the name. */
  public UUID build() {
    digest.update(name, 0, length);
    byte[] hash = digest.digest();
    long high = (read(hash, 0) & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
    long low = (read(hash, 8) & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private NameBasedUuid addEncoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ensure(bytes.length);
    System.arraycopy(bytes, 0, name, length, bytes.length);
    length += bytes.length;
    return add((long) bytes.length);
  }

  private void ensure(int more) {
    if (length + more > name.length) {
      name = Arrays.copyOf(name, Math.max(name.length * 2, length + more));
    }
  }

  private static long read(byte[] bytes, int from) {
    long value = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }
}
