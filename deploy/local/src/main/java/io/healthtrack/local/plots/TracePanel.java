package io.healthtrack.local.plots;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A trace over time, the limits across it, and strips of episodes below.
 *
 * @param heading what is seen
 * @param unit of the values, for people
 * @param zone of the clock on the axis
 * @param height of the trace
 * @param shaded whether the first strip's episodes are shaded behind the trace too
 */
public record TracePanel(
    String heading,
    String unit,
    ZoneId zone,
    Instant from,
    Instant to,
    Trace trace,
    List<LimitLine> limits,
    List<Strip> strips,
    double height,
    boolean shaded)
    implements Part {
  private static final double LEFT = 76;
  private static final double RIGHT = 112;
  private static final double HEADING = 22;
  private static final double STRIP = 14;
  private static final double STRIP_SPACE = 5;
  private static final double TICKS = 20;
  private static final double LABEL_SPACE = 13;

  /** What lasted a moment is seen nevertheless. */
  private static final double THINNEST = 1.6;

  /** Copies the lists. */
  public TracePanel {
    limits = List.copyOf(limits);
    strips = List.copyOf(strips);
  }

  @Override
  public double height(double width) {
    return HEADING + height + strips.size() * (STRIP + STRIP_SPACE) + STRIP_SPACE + TICKS;
  }

  @Override
  public void draw(Canvas canvas, double x, double y, double width) {
    canvas.text(x, y + 13, Lettering.HEADING.cut(heading, width), Lettering.HEADING);
    double top = y + HEADING;
    TimeAxis time = new TimeAxis(from, to, zone, x + LEFT, width - LEFT - RIGHT);
    ValueAxis values = values(top);
    double bottom = top + height + strips.size() * (STRIP + STRIP_SPACE) + STRIP_SPACE;
    grid(canvas, x, time, values, bottom);
    if (shaded && !strips.isEmpty()) {
      for (Band band : strips.getFirst().bands()) {
        bar(canvas, time, band, top, height, band.urgency().ink().thin(0.25));
      }
    }
    limits(canvas, time, values);
    trace(canvas, time, values);
    strips(canvas, x, time, top + height + STRIP_SPACE);
  }

  private ValueAxis values(double top) {
    double low = trace.low();
    double high = trace.high();
    for (LimitLine limit : limits) {
      low = Math.min(low, limit.value());
      high = Math.max(high, limit.value());
    }
    return ValueAxis.over(low, high, top, height);
  }

  private void grid(Canvas canvas, double x, TimeAxis time, ValueAxis values, double bottom) {
    Lettering numbers = Lettering.TICK.at(Lettering.Anchor.END);
    for (double tick : values.ticks()) {
      double y = values.y(tick);
      canvas.line(time.left(), y, time.left() + time.width(), y, Ink.GRID, 1);
      canvas.text(time.left() - 7, y + 4, ValueAxis.label(tick), numbers);
    }
    canvas.text(x, values.top() + height / 2 + 4, unit, Lettering.NOTE);
    double free = Double.NEGATIVE_INFINITY;
    for (TimeAxis.Tick tick : time.ticks()) {
      double at = time.x(tick.at());
      Ink ink = tick.strong() ? Ink.AXIS : Ink.GRID;
      canvas.line(at, values.top(), at, bottom, ink, tick.strong() ? 0.8 : 1);
      double half = Lettering.TICK.width(tick.label()) / 2;
      if (at - half > free) {
        canvas.text(at, bottom + 15, tick.label(), Lettering.TICK);
        free = at + half + 6;
      }
    }
    canvas.line(time.left(), bottom, time.left() + time.width(), bottom, Ink.AXIS, 1);
  }

  /** Labels stand in the margin, and make room for each other. */
  private void limits(Canvas canvas, TimeAxis time, ValueAxis values) {
    List<LimitLine> upwards = new ArrayList<>(limits);
    upwards.sort(Comparator.comparingDouble(LimitLine::value));
    double right = time.left() + time.width();
    double free = Double.POSITIVE_INFINITY;
    for (LimitLine limit : upwards) {
      double y = values.y(limit.value());
      canvas.stroke(
          new double[] {time.left(), right}, new double[] {y, y}, Ink.TEXT, 1.1, limit.dashed());
      double baseline = Math.min(y + 4, free);
      canvas.text(
          right + 8, baseline, Lettering.LABEL.cut(limit.label(), RIGHT - 8), Lettering.LABEL);
      free = baseline - LABEL_SPACE;
    }
  }

  private void trace(Canvas canvas, TimeAxis time, ValueAxis values) {
    List<double[]> points = new ArrayList<>();
    for (Trace.Slot slot : trace.slots()) {
      if (slot.interrupted()) {
        stroke(canvas, points);
      }
      double begin = time.x(Instant.ofEpochMilli(slot.firstAt()));
      double end = time.x(Instant.ofEpochMilli(slot.lastAt()));
      points.add(new double[] {begin, values.y(slot.first())});
      if (slot.low() < slot.high()) {
        double middle = (begin + end) / 2;
        points.add(new double[] {middle, values.y(slot.low())});
        points.add(new double[] {middle, values.y(slot.high())});
        points.add(new double[] {end, values.y(slot.last())});
      }
    }
    stroke(canvas, points);
  }

  private static void stroke(Canvas canvas, List<double[]> points) {
    if (points.size() == 1) {
      double[] only = points.getFirst();
      canvas.rectangle(only[0] - 1, only[1] - 1, 2, 2, Ink.TRACE);
    } else if (!points.isEmpty()) {
      canvas.stroke(
          points.stream().mapToDouble(point -> point[0]).toArray(),
          points.stream().mapToDouble(point -> point[1]).toArray(),
          Ink.TRACE,
          1.2,
          false);
    }
    points.clear();
  }

  private void strips(Canvas canvas, double x, TimeAxis time, double top) {
    double y = top;
    for (Strip strip : strips) {
      canvas.text(x, y + STRIP - 3, strip.name(), Lettering.LABEL);
      canvas.rectangle(time.left(), y, time.width(), STRIP, new Ink(0xF3F3F3, 1));
      for (Band band : strip.bands()) {
        double tall = STRIP * band.urgency().tall();
        bar(canvas, time, band, y + STRIP - tall, tall, band.urgency().ink());
      }
      canvas.text(
          time.left() + time.width() + 8,
          y + STRIP - 3,
          strip.bands().size() == 1 ? "1 episode" : strip.bands().size() + " episodes",
          Lettering.LABEL);
      y += STRIP + STRIP_SPACE;
    }
  }

  private void bar(Canvas canvas, TimeAxis time, Band band, double y, double tall, Ink ink) {
    if (band.until().isBefore(from) || band.from().isAfter(to)) {
      return;
    }
    double begin = time.x(band.from());
    double wide = Math.max(THINNEST, time.x(band.until()) - begin);
    canvas.rectangle(Math.min(begin, time.left() + time.width() - wide), y, wide, tall, ink);
  }
}
