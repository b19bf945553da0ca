package io.healthtrack.schemas.metrics;

/**
 * A LOINC term that stands for a metric. This material contains content from LOINC
 * (https://loinc.org), see the notice in the module's README.
 *
 * @param code the LOINC number, such as 8867-4
 * @param name its long common name
 */
public record Loinc(String code, String name) {

  /** Refuses a number whose check digit is wrong. */
  public Loinc {
    if (!checkDigitHolds(code)) {
      throw new IllegalArgumentException(code + " is no LOINC number: its check digit is wrong");
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("name of " + code + " is blank");
    }
  }

  /** LOINC numbers end in a Luhn check digit (LOINC Users' Guide, appendix C). */
  private static boolean checkDigitHolds(String code) {
    if (!code.matches("[1-9][0-9]{0,6}-[0-9]")) {
      return false;
    }
    int dash = code.length() - 2;
    int sum = 0;
    for (int i = 0; i < dash; i++) {
      int digit = code.charAt(dash - 1 - i) - '0';
      int weighed = i % 2 == 0 ? 2 * digit : digit;
      sum += weighed / 10 + weighed % 10;
    }
    return (10 - sum % 10) % 10 == code.charAt(dash + 1) - '0';
  }
}
