package io.healthtrack.gateway.formats;

/**
 * Reads short fixed layouts character by character without throwing: after the first mismatch it
 * has {@link #failed} and stays so.
 */
final class TextScanner {

  private String text = "";
  private int position;
  private boolean failed;

  /** Starts on another text. */
  TextScanner on(String newText) {
    text = newText;
    position = 0;
    failed = false;
    return this;
  }

  /** A number of at least {@code least} and at most {@code most} digits (nine at the very most). */
  int digits(int least, int most) {
    int start = position;
    int number = 0;
    while (position < text.length() && position - start < most) {
      int digit = text.charAt(position) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit;
      position++;
    }
    if (position - start < least) {
      failed = true;
    }
    return number;
  }

  /** Passes over {@code expected}, or fails. */
  void expect(char expected) {
    if (!take(expected)) {
      failed = true;
    }
  }

  /** Passes over {@code wanted} if it comes next. */
  boolean take(char wanted) {
    if (position < text.length() && text.charAt(position) == wanted) {
      position++;
      return true;
    }
    return false;
  }

  /** Passes over one of two if it comes next, such as both cases of a letter. */
  boolean take(char one, char other) {
    return take(one) || take(other);
  }

  /** Passes over {@code AM} or {@code PM}: 'A', 'P', or 0 when neither comes next. */
  char halfOfDay() {
    char half = take('A', 'a') ? 'A' : take('P', 'p') ? 'P' : 0;
    if (half != 0 && !take('M', 'm')) {
      failed = true;
    }
    return half;
  }

  /** Whether a digit comes next. */
  boolean seesDigit() {
    return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
  }

  boolean atEnd() {
    return position == text.length();
  }

  /** Marks the text as not in the layout. */
  void fail() {
    failed = true;
  }

  boolean failed() {
    return failed;
  }
}
