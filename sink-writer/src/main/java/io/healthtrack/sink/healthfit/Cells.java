package io.healthtrack.sink.healthfit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the cells of one row, and remembers the first that cannot be read. */
final class Cells {

  /** Thousands and lakhs: groups of three, above the first also of two. */
  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(,\\d{2,3})*,\\d{3}(\\.\\d+)?");

  private static final Pattern PLAIN = Pattern.compile("\\d+(\\.\\d+)?");

  private final Map<Heading, String> cells;
  private String column;
  private String remedy;

  /** The text of each column. */
  Cells(Map<Heading, String> cells) {
    this.cells = cells;
  }

  /** The rejection, if anything was wrong; else null. */
  Rejection rejection(long line) {
    return column == null ? null : new Rejection(line, column, remedy);
  }

  /** Text without stray spaces; null when there is none. */
  String text(Heading heading) {
    String text = cells.get(heading).replaceAll("[\\s\\u00A0]+", " ").strip();
    return text.isEmpty() ? null : text;
  }

  /** Text that must be there. */
  String required(Heading heading) {
    String text = text(heading);
    if (text == null) {
      wrong(heading, "is empty: fill it in");
    }
    return text;
  }

  /** Text that begins with a capital, since the same word is also written without. */
  String word(Heading heading) {
    String text = text(heading);
    return text == null ? null : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** A code made of words: FitnessBand and Fitness Band are fitness-band. */
  String code(Heading heading) {
    String text = required(heading);
    return text == null
        ? null
        : text.replaceAll("(\\p{Ll})(\\p{Lu})", "$1-$2").replace(' ', '-').toLowerCase(Locale.ROOT);
  }

  /** An amount, with commas between thousands or without; null when absent. */
  BigDecimal amount(Heading heading, int decimals, String most) {
    String text = text(heading);
    if (text == null) {
      return null;
    }
    if (!GROUPED.matcher(text).matches() && !PLAIN.matcher(text).matches()) {
      wrong(heading, "is not a number such as 2,499 or 4.1: write it so, or leave it empty");
      return null;
    }
    BigDecimal amount = new BigDecimal(text.replace(",", "")).stripTrailingZeros();
    if (amount.scale() > decimals || amount.compareTo(new BigDecimal(most)) > 0) {
      wrong(heading, "must be at most %s, with at most %d decimals".formatted(most, decimals));
      return null;
    }
    return amount.setScale(decimals);
  }

  /** An amount above zero; null when absent. */
  BigDecimal positive(Heading heading, int decimals, String most) {
    BigDecimal amount = amount(heading, decimals, most);
    if (amount != null && amount.signum() == 0) {
      wrong(heading, "must be above 0, or empty when it is not known");
    }
    return amount;
  }

  private void wrong(Heading heading, String what) {
    if (column == null) {
      column = heading.title();
      remedy = what;
    }
  }
}
