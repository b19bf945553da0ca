package io.healthtrack.local.population;

/** What goes wrong with a person during the demonstration, in seconds since it began. */
enum Trouble {
  /** Nothing. */
  NONE(0, 0),
  /** A racing heart at rest, from the first second on: opens a critical alert after its dwell. */
  TACHYCARDIA(0, 45),
  /** The same, beginning later. */
  LATER_TACHYCARDIA(18, 600),
  /** A racing heart that is over before the dwell is: must alert nobody. */
  BRIEF_TACHYCARDIA(6, 14),
  /** Oxygen sinks and stays low. */
  DESATURATION(5, 600),
  /** Glucose below what the sensor can tell: it says {@code Low}. */
  LOW_GLUCOSE(3, 600);

  private static final double ONSET_SECONDS = 3;
  private final double begins;
  private final double ends;

  Trouble(double begins, double ends) {
    this.begins = begins;
    this.ends = ends;
  }

  /** How far into the trouble the person is: 0 not at all, 1 fully, in between on the way. */
  double strength(double secondsSinceStart) {
    if (this == NONE) {
      return 0;
    }
    double onset = begins == 0 ? 1 : (secondsSinceStart - begins) / ONSET_SECONDS;
    double recovery = 1 - (secondsSinceStart - ends) / (2 * ONSET_SECONDS);
    // Before the demonstration everybody was well, so that backfilled history is quiet.
    return secondsSinceStart < 0 ? 0 : Math.clamp(Math.min(onset, recovery), 0, 1);
  }
}
