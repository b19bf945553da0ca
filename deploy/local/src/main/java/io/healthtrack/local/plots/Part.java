package io.healthtrack.local.plots;

/** One part of a picture, as wide as the picture. */
public sealed interface Part permits TracePanel, BarChart, ComparisonBars, Curves, Legend, Notes {

  /** How much room it takes. */
  double height(double width);

  /** Draws it with its upper left corner at a point. */
  void draw(Canvas canvas, double x, double y, double width);
}
