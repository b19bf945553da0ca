package io.healthtrack.gateway.formats;

import java.util.Locale;

/**
 * What a sensor's words for "below" and "above what I can measure" mean: the ends of its range, in
 * both units as the makers print them.
 */
record GlucoseRange(double lowMg, double highMg, double lowMmol, double highMmol) {

  /** A value with its comparator, or null for text that is neither number nor word. */
  record Value(double number, String comparator) {}

  /** Reads a cell; {@code mmol} tells the unit. */
  Value read(String text, boolean mmol) {
    double number = Decimal.parse(text);
    if (!Double.isNaN(number)) {
      return new Value(number, null);
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "low", "lo" -> new Value(mmol ? lowMmol : lowMg, "<");
      case "high", "hi" -> new Value(mmol ? highMmol : highMg, ">");
      default -> null;
    };
  }
}
