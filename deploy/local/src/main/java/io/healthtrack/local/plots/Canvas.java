package io.healthtrack.local.plots;

/** What pictures are drawn on; units are CSS pixels, y grows downwards. */
interface Canvas {

  /** A filled rectangle. */
  void rectangle(double x, double y, double width, double height, Ink ink);

  /** A stroke through points. */
  void stroke(double[] xs, double[] ys, Ink ink, double width, boolean dashed);

  /** A line of text on its baseline. */
  void text(double x, double y, String text, Lettering lettering);

  /** A stroke from one point to another. */
  default void line(double x1, double y1, double x2, double y2, Ink ink, double width) {
    stroke(new double[] {x1, x2}, new double[] {y1, y2}, ink, width, false);
  }
}
