package io.healthtrack.local.plots;

import java.util.Locale;

/** Writes SVG 1.1: self-contained, no scripts, no fonts but those of the reader. */
final class SvgCanvas implements Canvas {
  private static final String FONTS = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

  private final StringBuilder svg = new StringBuilder();

  /**
   * @param title read aloud to those who do not see the picture
   */
  SvgCanvas(double width, double height, String title) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$s\" height=\"%2$s\""
                + " viewBox=\"0 0 %1$s %2$s\" role=\"img\" font-family=\"%3$s\">\n<title>%4$s</title>\n",
            number(width),
            number(height),
            FONTS,
            escape(title)));
  }

  @Override
  public void rectangle(double x, double y, double width, double height, Ink ink) {
    svg.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    svg.append("\" width=\"").append(number(width)).append("\" height=\"").append(number(height));
    svg.append("\" fill=\"").append(ink.hex()).append('"');
    if (ink.opacity() < 1) {
      svg.append(" fill-opacity=\"").append(number(ink.opacity())).append('"');
    }
    svg.append("/>\n");
  }

  @Override
  public void stroke(double[] xs, double[] ys, Ink ink, double width, boolean dashed) {
    svg.append("<polyline fill=\"none\" stroke=\"").append(ink.hex()).append("\" stroke-width=\"");
    svg.append(number(width)).append("\" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
    if (dashed) {
      svg.append(" stroke-dasharray=\"5 4\"");
    }
    svg.append(" points=\"");
    for (int point = 0; point < xs.length; point++) {
      svg.append(point == 0 ? "" : " ").append(number(xs[point])).append(',');
      svg.append(number(ys[point]));
    }
    svg.append("\"/>\n");
  }

  @Override
  public void text(double x, double y, String text, Lettering lettering) {
    svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
    svg.append("\" font-size=\"").append(number(lettering.size())).append('"');
    if (lettering.bold()) {
      svg.append(" font-weight=\"bold\"");
    }
    switch (lettering.anchor()) {
      case START -> {}
      case MIDDLE -> svg.append(" text-anchor=\"middle\"");
      case END -> svg.append(" text-anchor=\"end\"");
    }
    svg.append(" fill=\"").append(lettering.ink().hex()).append("\">");
    svg.append(escape(text)).append("</text>\n");
  }

  String document() {
    return svg + "</svg>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A tenth of a pixel is finer than anybody sees. */
  private static String number(double value) {
    String text = String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.0+$", "");
  }
}
