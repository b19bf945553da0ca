package io.healthtrack.local.plots;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import javax.imageio.ImageIO;

/** Paints a bitmap of twice as many pixels, for screens and paper that show them. */
final class BitmapCanvas implements Canvas {
  private static final int SCALE = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;

  BitmapCanvas(double width, double height) {
    image =
        new BufferedImage(
            (int) Math.ceil(width * SCALE),
            (int) Math.ceil(height * SCALE),
            BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHints(
        Map.of(
            RenderingHints.KEY_ANTIALIASING,
            RenderingHints.VALUE_ANTIALIAS_ON,
            RenderingHints.KEY_TEXT_ANTIALIASING,
            RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
            RenderingHints.KEY_STROKE_CONTROL,
            RenderingHints.VALUE_STROKE_PURE,
            RenderingHints.KEY_FRACTIONALMETRICS,
            RenderingHints.VALUE_FRACTIONALMETRICS_ON));
  }

  @Override
  public void rectangle(double x, double y, double width, double height, Ink ink) {
    dip(ink);
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void stroke(double[] xs, double[] ys, Ink ink, double width, boolean dashed) {
    dip(ink);
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_ROUND,
            BasicStroke.JOIN_ROUND,
            1,
            dashed ? new float[] {5, 4} : null,
            0));
    Path2D path = new Path2D.Double();
    path.moveTo(xs[0], ys[0]);
    for (int point = 1; point < xs.length; point++) {
      path.lineTo(xs[point], ys[point]);
    }
    graphics.draw(path);
  }

  @Override
  public void text(double x, double y, String text, Lettering lettering) {
    dip(lettering.ink());
    graphics.setFont(
        new Font(Font.SANS_SERIF, lettering.bold() ? Font.BOLD : Font.PLAIN, 12)
            .deriveFont((float) lettering.size()));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double before =
        switch (lettering.anchor()) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    graphics.drawString(text, (float) (x - before), (float) y);
  }

  byte[] png() {
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private void dip(Ink ink) {
    graphics.setColor(new Color(ink.rgb()));
    graphics.setComposite(
        AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) ink.opacity()));
  }
}
