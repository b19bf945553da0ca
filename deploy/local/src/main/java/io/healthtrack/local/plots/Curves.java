package io.healthtrack.local.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Several curves over one axis.
 *
 * @param heading what is seen
 * @param across what the horizontal axis counts
 * @param up what the vertical axis counts; it is logarithmic
 * @param limit a line across, such as a goal; null for none
 * @param mark a line upwards, such as where something was reached; null for none
 */
public record Curves(
    String heading, String across, String up, List<Curve> curves, LimitLine limit, LimitLine mark)
    implements Part {
  private static final double HEADING = 24;
  private static final double LEFT = 76;
  private static final double RIGHT = 190;
  private static final double HEIGHT = 230;
  private static final double AXIS = 40;
  private static final double DOT = 2.6;
  private static final double LABEL_SPACE = 15;

  /** Copies the list. */
  public Curves {
    curves = List.copyOf(curves);
  }

  /** One curve: as many values as places, those that are no numbers left out. */
  public record Curve(String name, List<Double> places, List<Double> values) {
    /** Copies the lists. */
    public Curve {
      places = List.copyOf(places);
      values = List.copyOf(values);
    }
  }

  @Override
  public double height(double width) {
    return HEADING + HEIGHT + AXIS;
  }

  @Override
  public void draw(Canvas canvas, double x, double y, double width) {
    canvas.text(x, y + 13, heading, Lettering.HEADING);
    double top = y + HEADING;
    double bottom = top + HEIGHT;
    double left = x + LEFT;
    double room = width - LEFT - RIGHT;
    ValueAxis places = ValueAxis.over(0, widest(), 0, 1);
    for (double tick : places.ticks()) {
      double at = left + room * tick / places.high();
      canvas.line(at, top, at, bottom, Ink.GRID, 1);
      canvas.text(at, bottom + 15, number(tick), Lettering.TICK);
    }
    canvas.text(left, bottom + 33, across, Lettering.NOTE);
    LogAxis values = LogAxis.over(values(), top, HEIGHT);
    for (double tick : values.ticks()) {
      canvas.line(left, values.y(tick), left + room, values.y(tick), Ink.GRID, 1);
      canvas.text(
          left - 7, values.y(tick) + 4, number(tick), Lettering.TICK.at(Lettering.Anchor.END));
    }
    canvas.text(x, top + HEIGHT / 2 + 4, Lettering.NOTE.cut(up, LEFT), Lettering.NOTE);
    lines(canvas, left, room, top, bottom, places, values);
    draw(canvas, left, room, places, values);
    canvas.line(left, bottom, left + room, bottom, Ink.AXIS, 1);
    canvas.line(left, top, left, bottom, Ink.AXIS, 1);
  }

  private void lines(
      Canvas canvas,
      double left,
      double room,
      double top,
      double bottom,
      ValueAxis places,
      LogAxis values) {
    if (limit != null) {
      double at = values.y(limit.value());
      canvas.stroke(
          new double[] {left, left + room}, new double[] {at, at}, Ink.GOAL, 1.4, limit.dashed());
      canvas.text(left + 6, at - 5, limit.label(), Lettering.NOTE);
    }
    if (mark != null) {
      double at = left + room * mark.value() / places.high();
      canvas.stroke(
          new double[] {at, at}, new double[] {top, bottom}, Ink.TEXT, 1.1, mark.dashed());
      canvas.text(at + 5, top + 11, mark.label(), Lettering.NOTE);
    }
  }

  private void draw(Canvas canvas, double left, double room, ValueAxis places, LogAxis values) {
    List<Double> taken = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      Ink ink = Ink.PALETTE.get(i % Ink.PALETTE.size());
      List<double[]> points = new ArrayList<>();
      for (int p = 0; p < curve.places().size(); p++) {
        if (!curve.values().get(p).isNaN()) {
          double at = left + room * curve.places().get(p) / places.high();
          points.add(new double[] {at, values.y(curve.values().get(p))});
        }
      }
      if (points.isEmpty()) {
        continue;
      }
      double[] xs = points.stream().mapToDouble(point -> point[0]).toArray();
      double[] ys = points.stream().mapToDouble(point -> point[1]).toArray();
      canvas.stroke(xs, ys, ink, 1.8, false);
      for (double[] point : points) {
        canvas.rectangle(point[0] - DOT, point[1] - DOT, 2 * DOT, 2 * DOT, ink);
      }
      double baseline = free(taken, ys[ys.length - 1] + 4);
      taken.add(baseline);
      canvas.rectangle(left + room + 8, baseline - 8, 10, 8, ink);
      canvas.text(left + room + 23, baseline, curve.name(), Lettering.LABEL);
    }
  }

  /** The nearest place for a label where none is yet. */
  private static double free(List<Double> taken, double wanted) {
    for (double step = 0; ; step += LABEL_SPACE / 3) {
      for (double at : new double[] {wanted - step, wanted + step}) {
        if (taken.stream().noneMatch(other -> Math.abs(other - at) < LABEL_SPACE)) {
          return at;
        }
      }
    }
  }

  private double widest() {
    double widest = mark == null ? 0 : mark.value();
    for (Curve curve : curves) {
      for (double place : curve.places()) {
        widest = Math.max(widest, place);
      }
    }
    return widest == 0 ? 1 : widest;
  }

  private List<Double> values() {
    List<Double> all = new ArrayList<>();
    curves.forEach(curve -> all.addAll(curve.values()));
    if (limit != null) {
      all.add(limit.value());
    }
    return all;
  }

  /** With groups of three digits. */
  static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : ValueAxis.label(value);
  }
}
