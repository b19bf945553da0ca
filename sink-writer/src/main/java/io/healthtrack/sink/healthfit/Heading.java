package io.healthtrack.sink.healthfit;

/** The columns of the file. */
enum Heading {
  BRAND("Brand Name"),
  DEVICE_TYPE("Device Type"),
  MODEL("Model Name"),
  COLOUR("Color"),
  SELLING_PRICE("Selling Price"),
  ORIGINAL_PRICE("Original Price"),
  DISPLAY("Display"),
  RATING("Rating (Out of 5)"),
  STRAP("Strap Material"),
  BATTERY("Average Battery Life (in days)"),
  REVIEWS("Reviews");

  private final String title;

  Heading(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
