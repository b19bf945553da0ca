package io.healthtrack.local.plots;

import java.util.List;

/**
 * Two numbers for each of some names: before and after.
 *
 * @param measure what the bars count, with its unit
 */
public record BarChart(String heading, String measure, List<Bar> bars) implements Part {
  private static final double HEADING = 22;
  private static final double NAMES = 270;
  private static final double NUMBERS = 70;
  private static final double TALL = 11;
  private static final double BETWEEN = 14;
  private static final double AXIS = 34;

  /** Copies the list. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * One name.
   *
   * @param before null where there is none
   * @param after null where there is none
   */
  public record Bar(String name, Double before, Double after) {}

  @Override
  public double height(double width) {
    return HEADING + 18 + bars.size() * (2 * TALL + BETWEEN) + AXIS;
  }

  @Override
  public void draw(Canvas canvas, double x, double y, double width) {
    canvas.text(x, y + 13, heading, Lettering.HEADING);
    key(canvas, x, y + HEADING);
    double left = x + NAMES;
    double room = width - NAMES - NUMBERS;
    double top = y + HEADING + 18;
    double bottom = top + bars.size() * (2 * TALL + BETWEEN);
    ValueAxis axis = ValueAxis.over(0, most(), 0, 1);
    for (double tick : axis.ticks()) {
      double at = left + room * tick / axis.high();
      canvas.line(at, top, at, bottom, Ink.GRID, 1);
      canvas.text(at, bottom + 14, ValueAxis.label(tick), Lettering.TICK);
    }
    canvas.text(left, bottom + 30, measure, Lettering.NOTE);
    double at = top + BETWEEN / 2;
    for (Bar bar : bars) {
      canvas.text(x, at + TALL + 4, Lettering.LABEL.cut(bar.name(), NAMES - 12), Lettering.LABEL);
      bar(canvas, left, at, room / axis.high(), bar.before(), Ink.BEFORE);
      bar(canvas, left, at + TALL, room / axis.high(), bar.after(), Ink.AFTER);
      at += 2 * TALL + BETWEEN;
    }
    canvas.line(left, top, left, bottom, Ink.AXIS, 1);
  }

  private static void key(Canvas canvas, double x, double y) {
    canvas.rectangle(x, y, 22, TALL, Ink.BEFORE);
    canvas.text(x + 28, y + TALL - 1, "in force", Lettering.LABEL);
    canvas.rectangle(x + 100, y, 22, TALL, Ink.AFTER);
    canvas.text(x + 128, y + TALL - 1, "proposed", Lettering.LABEL);
  }

  private static void bar(
      Canvas canvas, double left, double y, double scale, Double value, Ink ink) {
    if (value != null && value > 0) {
      canvas.rectangle(left, y, Math.max(1, value * scale), TALL, ink);
    }
    double end = left + (value == null ? 0 : value * scale);
    String number = value == null ? "no such rule" : ValueAxis.label(value);
    canvas.text(end + 6, y + TALL - 1.5, number, Lettering.NOTE);
  }

  private double most() {
    double most = 0;
    for (Bar bar : bars) {
      most = Math.max(most, bar.before() == null ? 0 : bar.before());
      most = Math.max(most, bar.after() == null ? 0 : bar.after());
    }
    return most == 0 ? 1 : most;
  }
}
