package io.healthtrack.local.plots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of several parts, one below the other.
 *
 * @param title says what it shows
 * @param subtitle whose, when, how
 */
public record Picture(String title, String subtitle, List<Part> parts) {
  private static final double WIDTH = 1_000;
  private static final double MARGIN = 28;
  private static final double SPACE = 22;
  private static final double TITLE_LINE = 25;
  private static final double SUBTITLE_LINE = 18;

  /** Copies the list. */
  public Picture {
    parts = List.copyOf(parts);
  }

  /** As SVG. */
  public String svg() {
    SvgCanvas canvas = new SvgCanvas(WIDTH, height(), title);
    draw(canvas);
    return canvas.document();
  }

  /** As PNG, with two pixels for one. */
  public byte[] png() {
    BitmapCanvas canvas = new BitmapCanvas(WIDTH, height());
    draw(canvas);
    return canvas.png();
  }

  /**
   * Writes it as SVG and as PNG, which a Java without its desktop part cannot paint.
   *
   * @param name of the files, without their ends
   * @return the files written
   */
  public List<Path> write(Path folder, String name) throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(Files.writeString(folder.resolve(name + ".svg"), svg()));
    try {
      files.add(Files.write(folder.resolve(name + ".png"), png()));
    } catch (LinkageError | InternalError | NullPointerException e) {
      // A JRE without AWT, or a machine without a single font: the SVG needs neither.
      Files.deleteIfExists(folder.resolve(name + ".png"));
    }
    return files;
  }

  private double height() {
    double height = MARGIN + head();
    for (Part part : parts) {
      height += before(part) + part.height(inner());
    }
    return height + MARGIN;
  }

  private void draw(Canvas canvas) {
    canvas.rectangle(0, 0, WIDTH, height(), Ink.PAPER);
    double y = MARGIN;
    for (String line : Lettering.TITLE.wrap(title, inner())) {
      canvas.text(MARGIN, y + 16, line, Lettering.TITLE);
      y += TITLE_LINE;
    }
    for (String line : Lettering.SUBTITLE.wrap(subtitle, inner())) {
      canvas.text(MARGIN, y + 13, line, Lettering.SUBTITLE);
      y += SUBTITLE_LINE;
    }
    for (Part part : parts) {
      y += before(part);
      part.draw(canvas, MARGIN, y, inner());
      y += part.height(inner());
    }
  }

  private double head() {
    return Lettering.TITLE.wrap(title, inner()).size() * TITLE_LINE
        + Lettering.SUBTITLE.wrap(subtitle, inner()).size() * SUBTITLE_LINE;
  }

  /** Notes stand close to what they are about. */
  private static double before(Part part) {
    return part instanceof Notes ? SPACE / 3 : SPACE;
  }

  private static double inner() {
    return WIDTH - 2 * MARGIN;
  }
}
