package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils inputs: a few edits each, most of which leave the rest readable. */
final class Mutator {

  /** What the fuzzer plants to see whether anything quotes the input. */
  static final String CANARY = "cAnArY7391";

  private static final int LONGEST = 1 << 16;

  private static final List<String> WORDS =
      List.of(
          CANARY,
          "NaN",
          "Infinity",
          "-Infinity",
          "1e400",
          "-1e-400",
          "0x1p3",
          "1e",
          "--1",
          "1.2.3",
          "9223372036854775808",
          "00",
          "-0",
          "\"61\"",
          "null",
          "true",
          "\uFEFF",
          "\u0000",
          "\\ud800",
          "\\ude00\\ud83d",
          "\uD83D\uDE00",
          "\u202e",
          "-86400",
          "253402300800",
          "-62135596801",
          "1e18",
          "2016-02-30",
          "2016-06-30T23:59:60Z",
          "2015-06-30 23:59:60",
          "2/30/2016",
          "30-02-2016 10:00",
          "0000-01-01T00:00:00Z",
          "9999-12-31T23:59:59.9999999+18:00",
          "2016-01-01T00:00:00",
          "2016-03-13 02:30:00",
          "3/13/2016 2:30:00 AM",
          "+0000",
          "-1800",
          "+9999",
          "Europe/Nowhere",
          ",",
          ",,",
          "\"",
          "\"\"",
          "\n",
          "\r\n",
          "\t",
          "{",
          "}",
          "[",
          "]",
          ":",
          "{\"a\":",
          "[[[[[[[[",
          "<",
          ">",
          "</",
          "/>",
          "<!--",
          "-->",
          "<![CDATA[",
          "]]>",
          "<?x ?>",
          "&x;",
          "&#0;",
          "&#x1F600;",
          "&amp;",
          "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
          "<Record",
          "'",
          "xmlns:a=\"b\"",
          "a:b=\"c\"",
          "<a:b/>",
          "PK\u0003\u0004",
          "Id",
          "value",
          "unit",
          "type");

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  byte[] spoil(byte[] seed, byte[] other) {
    byte[] bytes = seed;
    for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
      bytes = edit(bytes, other);
    }
    return switch (random.nextInt(30)) {
      case 0 -> FuzzSeeds.gzip(bytes);
      case 1 -> FuzzSeeds.zip(bytes);
      default -> bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    };
  }

  private byte[] edit(byte[] bytes, byte[] other) {
    if (bytes.length == 0) {
      return word();
    }
    int at = random.nextInt(bytes.length);
    int to = at + random.nextInt(Math.min(bytes.length - at, 1 + random.nextInt(64)) + 1);
    return switch (random.nextInt(10)) {
      case 0 -> flip(bytes, at);
      case 1 -> splice(bytes, at, at, word());
      case 2 -> splice(bytes, at, to, word());
      case 3 -> splice(bytes, at, to, new byte[0]);
      case 4 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      case 5 -> splice(bytes, at, at, repeated(Arrays.copyOfRange(bytes, at, to)));
      case 6 -> token(bytes, at);
      case 7 -> splice(bytes, at, bytes.length, tail(other));
      case 8 -> splice(bytes, at, to, part(other));
      default -> random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : flip(bytes, at);
    };
  }

  private byte[] word() {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    // A byte that is no UTF-8 by itself now and then.
    return random.nextInt(20) == 0 ? "\u00ff".getBytes(ISO_8859_1) : word.getBytes(UTF_8);
  }

  private byte[] flip(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] =
        random.nextBoolean()
            ? (byte) random.nextInt(256)
            : (byte) (copy[at] ^ 1 << random.nextInt(8));
    return copy;
  }

  /** Replaces a whole number, word or time, which is where the parsers decide most. */
  private byte[] token(byte[] bytes, int at) {
    int from = at;
    while (from > 0 && inToken(bytes[from - 1])) {
      from--;
    }
    int to = at;
    while (to < bytes.length && inToken(bytes[to])) {
      to++;
    }
    return splice(bytes, from, to, word());
  }

  private static boolean inToken(byte b) {
    return Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '+' || b == ':' || b == '/';
  }

  private byte[] repeated(byte[] part) {
    var out = new ByteArrayOutputStream();
    int times = random.nextInt(50) == 0 ? 10_000 : 1 + random.nextInt(40);
    for (int i = 0; i < times && out.size() < LONGEST; i++) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private byte[] tail(byte[] other) {
    return other.length == 0
        ? other
        : Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
  }

  private byte[] part(byte[] other) {
    byte[] tail = tail(other);
    return Arrays.copyOf(tail, Math.min(tail.length, 1 + random.nextInt(64)));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] between) {
    byte[] joined = Arrays.copyOf(bytes, from + between.length + bytes.length - to);
    System.arraycopy(between, 0, joined, from, between.length);
    System.arraycopy(bytes, to, joined, from + between.length, bytes.length - to);
    return joined;
  }
}
