package io.healthtrack.local.plots;

import java.util.Locale;

/**
 * What bands and lines mean.
 *
 * @param compared whether limits in force are shown beside proposed ones
 */
public record Legend(boolean compared) implements Part {
  private static final double HEIGHT = 14;
  private static final double SAMPLE = 24;
  private static final double SPACE = 6;

  @Override
  public double height(double width) {
    return HEIGHT;
  }

  @Override
  public void draw(Canvas canvas, double x, double y, double width) {
    double at = x;
    for (Urgency urgency : Urgency.values()) {
      double tall = HEIGHT * urgency.tall();
      canvas.rectangle(at, y + HEIGHT - tall, SAMPLE, tall, urgency.ink());
      at = name(canvas, at, y, urgency.name().toLowerCase(Locale.ROOT) + " episode");
    }
    at = line(canvas, at, y, compared ? "limit in force" : "limit of a rule", true);
    if (compared) {
      line(canvas, at, y, "limit proposed", false);
    }
  }

  private static double line(Canvas canvas, double x, double y, String name, boolean dashed) {
    double middle = y + HEIGHT / 2;
    canvas.stroke(
        new double[] {x, x + SAMPLE}, new double[] {middle, middle}, Ink.TEXT, 1.1, dashed);
    return name(canvas, x, y, name);
  }

  private static double name(Canvas canvas, double x, double y, String name) {
    canvas.text(x + SAMPLE + SPACE, y + HEIGHT - 3, name, Lettering.LABEL);
    return x + SAMPLE + SPACE + Lettering.LABEL.width(name) + 4 * SPACE;
  }
}
