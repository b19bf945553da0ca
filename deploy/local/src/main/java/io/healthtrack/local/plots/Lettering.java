package io.healthtrack.local.plots;

import java.util.ArrayList;
import java.util.List;

/** How a text is set. */
record Lettering(double size, boolean bold, Anchor anchor, Ink ink) {
  static final Lettering TITLE = new Lettering(19, true, Anchor.START, Ink.TEXT);
  static final Lettering SUBTITLE = new Lettering(13, false, Anchor.START, Ink.FAINT);
  static final Lettering HEADING = new Lettering(13.5, true, Anchor.START, Ink.TEXT);
  static final Lettering LABEL = new Lettering(11.5, false, Anchor.START, Ink.TEXT);
  static final Lettering TICK = new Lettering(11, false, Anchor.MIDDLE, Ink.FAINT);
  static final Lettering NOTE = new Lettering(11, false, Anchor.START, Ink.FAINT);

  /** On which side of the point the text is. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A little more than letters of a usual sans-serif take, so that what is measured fits. */
  private static final double LETTER = 0.56;

  private static final double BOLD_LETTER = 0.62;

  Lettering at(Anchor other) {
    return new Lettering(size, bold, other, ink);
  }

  double width(String text) {
    return text.length() * size * (bold ? BOLD_LETTER : LETTER);
  }

  /** The text on as many lines as it needs. */
  List<String> wrap(String text, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && width(line + " " + word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** The text, cut where it would be wider. */
  String cut(String text, double width) {
    if (width(text) <= width) {
      return text;
    }
    int letters = (int) (width / width("m")) - 1;
    return text.substring(0, Math.max(1, Math.min(letters, text.length()))).strip() + "…";
  }
}
