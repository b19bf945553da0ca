package io.healthtrack.gateway.formats;

/**
 * Plain decimal numbers: an optional sign, digits with an optional point, an optional exponent.
 * Unlike {@link Double#parseDouble} it takes no words, hexadecimals or type letters.
 */
final class Decimal {

  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  private static final int LONGEST = 64;

  private Decimal() {}

  /** The number, or NaN when the text is none or exceeds a double. */
  static double parse(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST) {
      return Double.NaN;
    }
    int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    if (length - start > 16) {
      return slow(text);
    }
    long mantissa = 0;
    int point = -1;
    for (int i = start; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
      } else if (digit == '.' - '0' && point < 0) {
        point = i;
      } else {
        return slow(text);
      }
    }
    int fraction = point < 0 ? 0 : length - point - 1;
    int digits = length - start - (point < 0 ? 0 : 1);
    if (digits == 0 || digits > 15) {
      return slow(text);
    }
    // Both are exact in a double, so that one division rounds correctly.
    double number = mantissa / TENS[fraction];
    return text.charAt(0) == '-' ? -number : number;
  }

  private static double slow(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException notOne) {
      return Double.NaN;
    }
  }
}
