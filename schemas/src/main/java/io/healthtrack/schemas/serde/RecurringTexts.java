package io.healthtrack.schemas.serde;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Short texts that were seen lately, so that the same few metrics, units and states are not made
 * anew for every reading.
 *
 * <p>Each text has one place, chosen by its bytes, and keeps it until another text takes it:
 * however many there are, the memory is bounded. Safe for use by many threads without a lock: what
 * is in a place never changes, and whoever sees an old one, or none, only makes the text once more.
 */
final class RecurringTexts {

  private static final int PLACES = 1024;
  private static final int LONGEST = 40;

  private final Text[] places = new Text[PLACES];

  /** The text of these bytes of UTF-8; what is malformed becomes U+FFFD. */
  String text(byte[] data, int from, int length) {
    if (length == 0) {
      return "";
    }
    if (length > LONGEST) {
      return new String(data, from, length, StandardCharsets.UTF_8);
    }
    int place = place(data, from, length);
    Text text = places[place];
    if (text == null
        || !Arrays.equals(text.bytes, 0, text.bytes.length, data, from, from + length)) {
      text = new Text(Arrays.copyOfRange(data, from, from + length));
      places[place] = text;
    }
    return text.text;
  }

  /** By length and four of the bytes: enough to tell apart what one stream is full of. */
  private static int place(byte[] data, int from, int length) {
    int hash = length;
    hash = hash * 31 + data[from];
    hash = hash * 31 + data[from + length / 3];
    hash = hash * 31 + data[from + length / 2];
    hash = hash * 31 + data[from + length - 1];
    return (hash ^ hash >>> 10) & PLACES - 1;
  }

  private static final class Text {

    private final byte[] bytes;
    private final String text;

    Text(byte[] bytes) {
      this.bytes = bytes;
      this.text = new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
