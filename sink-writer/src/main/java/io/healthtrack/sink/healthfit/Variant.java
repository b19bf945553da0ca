package io.healthtrack.sink.healthfit;

import java.math.BigDecimal;

/**
 * One offer of the catalogue, normalised, so that equal offers are equal records. Absent cells are
 * null.
 */
record Variant(
    Model model,
    String colour,
    String strapMaterial,
    String display,
    BigDecimal batteryDays,
    BigDecimal sellingPrice,
    BigDecimal originalPrice,
    BigDecimal rating,
    Integer reviews) {

  /** What can be bought under one brand and name. */
  record Model(String brand, String name, String deviceType) {}
}
