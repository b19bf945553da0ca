package io.healthtrack.local.plots;

import java.util.List;

/**
 * Small print: where data are from, what must be known to read the picture.
 *
 * @param paragraphs each begins a line
 */
public record Notes(List<String> paragraphs) implements Part {
  private static final double LINE = 15;

  /** Copies the list. */
  public Notes {
    paragraphs = List.copyOf(paragraphs);
  }

  @Override
  public double height(double width) {
    return LINE * lines(width).size();
  }

  @Override
  public void draw(Canvas canvas, double x, double y, double width) {
    double baseline = y;
    for (String line : lines(width)) {
      baseline += LINE;
      canvas.text(x, baseline - 4, line, Lettering.NOTE);
    }
  }

  private List<String> lines(double width) {
    return paragraphs.stream()
        .flatMap(paragraph -> Lettering.NOTE.wrap(paragraph, width).stream())
        .toList();
  }
}
