package io.healthtrack.local.terminal;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last values of a rate as a row of little bars. */
public final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int LENGTH = 30;

  private final Deque<Long> values = new ArrayDeque<>();

  /** Adds the newest value. */
  public void add(long value) {
    values.addLast(value);
    if (values.size() > LENGTH) {
      values.removeFirst();
    }
  }

  @Override
  public String toString() {
    long highest = Math.max(1, values.stream().mapToLong(Long::longValue).max().orElse(1));
    StringBuilder line = new StringBuilder();
    for (long value : values) {
      int bar = (int) (Math.max(0, value) * (BARS.length() - 1) / highest);
      line.append(BARS.charAt(bar));
    }
    return line.toString();
  }
}
