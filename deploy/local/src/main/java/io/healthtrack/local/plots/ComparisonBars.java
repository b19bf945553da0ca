package io.healthtrack.local.plots;

import java.util.List;

/**
 * One number for each of some names, with the smallest and the largest it came from.
 *
 * @param heading what is compared
 * @param measure what the bars count, with its unit
 */
public record ComparisonBars(String heading, String measure, List<Bar> bars) implements Part {
  private static final double HEADING = 24;
  private static final double NAMES = 290;
  private static final double NUMBERS = 190;
  private static final double TALL = 16;
  private static final double BETWEEN = 12;
  private static final double AXIS = 36;

  /** Copies the list. */
  public ComparisonBars {
    bars = List.copyOf(bars);
  }

  /**
   * One name.
   *
   * @param least the smallest of what the value is the median of; the value itself if there is one
   * @param most the largest
   * @param words behind the bar
   * @param ours drawn so that it is found
   * @param goal where the bar should end; null where nobody said
   */
  public record Bar(
      String name,
      double value,
      double least,
      double most,
      String words,
      boolean ours,
      Double goal) {}

  @Override
  public double height(double width) {
    return HEADING + bars.size() * (TALL + BETWEEN) + AXIS;
  }

  @Override
  public void draw(Canvas canvas, double x, double y, double width) {
    canvas.text(x, y + 13, heading, Lettering.HEADING);
    double left = x + NAMES;
    double room = width - NAMES - NUMBERS;
    double top = y + HEADING;
    double bottom = top + bars.size() * (TALL + BETWEEN);
    ValueAxis axis = ValueAxis.over(0, most(), 0, 1);
    double scale = room / axis.high();
    for (double tick : axis.ticks()) {
      double at = left + scale * tick;
      canvas.line(at, top, at, bottom, Ink.GRID, 1);
      canvas.text(at, bottom + 14, Curves.number(tick), Lettering.TICK);
    }
    canvas.text(left, bottom + 31, measure, Lettering.NOTE);
    double at = top + BETWEEN / 2;
    for (Bar bar : bars) {
      draw(canvas, x, left, at, scale, bar);
      at += TALL + BETWEEN;
    }
    canvas.line(left, top, left, bottom, Ink.AXIS, 1);
  }

  private static void draw(Canvas canvas, double x, double left, double y, double scale, Bar bar) {
    canvas.text(x, y + TALL - 4, Lettering.LABEL.cut(bar.name(), NAMES - 12), Lettering.LABEL);
    canvas.rectangle(
        left, y, Math.max(1, bar.value() * scale), TALL, bar.ours() ? Ink.AFTER : Ink.BEFORE);
    double end = bar.value();
    if (bar.least() < bar.most()) {
      double middle = y + TALL / 2;
      canvas.line(
          left + bar.least() * scale, middle, left + bar.most() * scale, middle, Ink.TEXT, 1);
      tick(canvas, left + bar.least() * scale, middle);
      tick(canvas, left + bar.most() * scale, middle);
      end = bar.most();
    }
    if (bar.goal() != null) {
      double at = left + bar.goal() * scale;
      canvas.stroke(
          new double[] {at, at}, new double[] {y - 4, y + TALL + 4}, Ink.GOAL, 1.6, false);
      end = Math.max(end, bar.goal());
    }
    canvas.text(left + end * scale + 8, y + TALL - 4, bar.words(), Lettering.NOTE);
  }

  private static void tick(Canvas canvas, double x, double middle) {
    canvas.line(x, middle - 3, x, middle + 3, Ink.TEXT, 1);
  }

  private double most() {
    double most = 0;
    for (Bar bar : bars) {
      most = Math.max(most, Math.max(bar.value(), bar.most()));
      most = Math.max(most, bar.goal() == null ? 0 : bar.goal());
    }
    return most == 0 ? 1 : most;
  }
}
