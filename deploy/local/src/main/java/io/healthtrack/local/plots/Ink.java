package io.healthtrack.local.plots;

import java.util.List;
import java.util.Locale;

/**
 * A colour, and how much of it covers what is below.
 *
 * @param rgb as in 0xRRGGBB
 * @param opacity 0 to 1
 */
record Ink(int rgb, double opacity) {
  static final Ink PAPER = new Ink(0xFFFFFF, 1);
  static final Ink TEXT = new Ink(0x222222, 1);
  static final Ink FAINT = new Ink(0x5A5A5A, 1);
  static final Ink GRID = new Ink(0xE4E4E4, 1);
  static final Ink AXIS = new Ink(0x8A8A8A, 1);
  static final Ink TRACE = new Ink(0x1F4E79, 1);
  static final Ink BEFORE = new Ink(0xB9C4CE, 1);
  static final Ink AFTER = new Ink(0x1F4E79, 1);

  static final Ink GOAL = new Ink(0xB3261E, 1);

  /** For curves beside each other; told apart also by those who see no red. */
  static final List<Ink> PALETTE =
      List.of(
          new Ink(0x1F4E79, 1),
          new Ink(0xD98E04, 1),
          new Ink(0x2E8B7A, 1),
          new Ink(0xA23B72, 1),
          new Ink(0x7A7A7A, 1),
          new Ink(0x56B4E9, 1));

  /** {@code #RRGGBB}. */
  String hex() {
    return String.format(Locale.ROOT, "#%06X", rgb);
  }

  Ink thin(double thinner) {
    return new Ink(rgb, thinner);
  }
}
