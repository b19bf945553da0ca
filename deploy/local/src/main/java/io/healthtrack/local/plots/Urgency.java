package io.healthtrack.local.plots;

/**
 * How urgent an episode is: the more, the darker and the taller its band, so that it is told
 * without colours too. The colours are apart for the colour-blind.
 */
public enum Urgency {
  /** Told, nobody is to look at once. */
  INFO(0x9ECAE1, 0.4),
  /** Somebody should look soon. */
  WARNING(0xE69F00, 0.7),
  /** Somebody is paged. */
  CRITICAL(0x9E1B32, 1);

  private final int rgb;
  private final double tall;

  Urgency(int rgb, double tall) {
    this.rgb = rgb;
    this.tall = tall;
  }

  Ink ink() {
    return new Ink(rgb, 1);
  }

  /** Of a strip's height. */
  double tall() {
    return tall;
  }
}
