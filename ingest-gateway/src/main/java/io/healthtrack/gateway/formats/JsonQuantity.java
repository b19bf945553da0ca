package io.healthtrack.gateway.formats;

/** A value with its unit, as both FHIR and Open mHealth write one, or what is wrong with it. */
sealed interface JsonQuantity {

  /** Characters of a unit. */
  int LONGEST_UNIT = 64;

  /**
   * Right in form.
   *
   * @param number finite
   * @param comparator null for the value itself
   * @param unit as stated, never null
   */
  record Value(double number, String comparator, String unit) implements JsonQuantity {}

  /** Wrong in form. */
  record Fault(String code, String field, String message) implements JsonQuantity {}

  /**
   * Checks a quantity.
   *
   * @param field where it stands, for the message
   * @param unit as the format tells it; null where it tells none
   */
  static JsonQuantity of(JsonObject quantity, String field, String unit) {
    if (!quantity.has("value")) {
      boolean range = quantity.has("low_value") || quantity.has("high_value");
      return range
          ? new Fault(
              RejectionCode.NOT_A_NUMBER, field, field + " is a range, and a reading is one value")
          : new Fault(RejectionCode.MISSING_FIELD, field + ".value", "value is missing");
    }
    double value = quantity.number("value");
    if (Double.isNaN(value)) {
      return new Fault(
          RejectionCode.NOT_A_NUMBER,
          field + ".value",
          quantity.hasNumber("value")
              ? "value must be a finite number"
              : "value must be a number, without quotes");
    }
    String comparator = quantity.text("comparator");
    if (comparator != null && !Words.COMPARATORS.contains(comparator)) {
      return new Fault(
          RejectionCode.BAD_COMPARATOR,
          field + ".comparator",
          "comparator must be one of <, <=, >=, >");
    }
    if (unit == null || unit.length() > LONGEST_UNIT || ReplyRow.name(unit) == null) {
      return new Fault(RejectionCode.MISSING_FIELD, field + ".unit", "unit is missing or unfit");
    }
    // Minus zero would be another value to identity and the same one to everybody else.
    return new Value(value + 0.0, comparator, unit);
  }
}
