package io.healthtrack.local.terminal;

import java.io.PrintWriter;
import java.util.List;

/**
 * A screen that is redrawn in place where standard output is a terminal. The launcher says so, with
 * the width, because Java 21 cannot ask.
 */
public final class Terminal {
  private static final String ESCAPE = "\u001b[";
  private static final int COLUMNS = Integer.getInteger("healthtrack.columns", 0);

  private final PrintWriter out;
  private int drawn;

  /** Draws on {@code out}. */
  public Terminal(PrintWriter out) {
    this.out = out;
  }

  /** Whether there is somebody to draw for. */
  public static boolean present() {
    return COLUMNS > 0;
  }

  /** Replaces what was drawn last. */
  public void draw(List<String> lines) {
    StringBuilder screen = new StringBuilder();
    if (drawn > 0) {
      screen.append(ESCAPE).append(drawn).append('A');
    }
    for (String line : lines) {
      screen
          .append('\r')
          .append(cut(line))
          .append(ESCAPE)
          .append("0m")
          .append(ESCAPE)
          .append("K\n");
    }
    screen.append(ESCAPE).append('J');
    drawn = lines.size();
    out.print(screen);
    out.flush();
  }

  /** What comes next is written below what was drawn. */
  public void leave() {
    drawn = 0;
  }

  /** In bold. */
  public static String bold(String text) {
    return styled("1", text);
  }

  /** In faint letters. */
  public static String faint(String text) {
    return styled("2", text);
  }

  /** In red. */
  public static String red(String text) {
    return styled("1;31", text);
  }

  /** In yellow. */
  public static String yellow(String text) {
    return styled("33", text);
  }

  /** In green. */
  public static String green(String text) {
    return styled("32", text);
  }

  private static String styled(String code, String text) {
    return present() ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }

  /** Cuts at the right edge, counting what is seen: a wrapped line would spoil the redraw. */
  private static String cut(String line) {
    int seen = 0;
    for (int at = 0; at < line.length(); at++) {
      if (line.charAt(at) == '\u001b') {
        at = line.indexOf('m', at);
      } else if (++seen >= COLUMNS) {
        return line.substring(0, at);
      }
    }
    return line;
  }
}
