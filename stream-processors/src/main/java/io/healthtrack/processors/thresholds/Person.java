package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.User;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What rules for some people only need to know of a person.
 *
 * @param birthYear {@code null} if it is not known
 * @param conditions health conditions, {@code system|code}
 */
record Person(Integer birthYear, Set<String> conditions) {

  /** Somebody of whom nothing is known: rules for everyone apply, and their own. */
  static final Person UNKNOWN = new Person(null, Set.of());

  private static final byte LAYOUT = 1;

  static Person of(User user) {
    return new Person(user.getBirthYear(), Set.copyOf(user.getConditions()));
  }

  /** Layout, year of birth (0 without), then each condition with its length; {@code null}: none. */
  byte[] write() {
    if (equals(UNKNOWN)) {
      return null;
    }
    List<byte[]> texts = new ArrayList<>();
    int length = 1 + Short.BYTES;
    for (String condition : conditions) {
      byte[] text = condition.getBytes(StandardCharsets.UTF_8);
      texts.add(text);
      length += Short.BYTES + text.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).put(LAYOUT);
    bytes.putShort(birthYear == null ? 0 : birthYear.shortValue());
    texts.forEach(text -> bytes.putShort((short) text.length).put(text));
    return bytes.array();
  }

  static Person read(byte[] stored) {
    if (stored == null) {
      return UNKNOWN;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored).position(1);
    short year = bytes.getShort();
    Set<String> conditions = new HashSet<>();
    while (bytes.hasRemaining()) {
      byte[] text = new byte[bytes.getShort()];
      bytes.get(text);
      conditions.add(new String(text, StandardCharsets.UTF_8));
    }
    return new Person(year == 0 ? null : (int) year, conditions);
  }
}
