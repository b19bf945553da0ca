package io.healthtrack.sink.readings;

/**
 * A word on one reading, for models: what it says, when it was said, and whether it corrects.
 * Whether it holds against another is decided by {@link Fate}, as in the lane.
 */
public record Word(double value, long receivedAt, boolean amends) {

  /** Whether it becomes the row where another word, or null for none, is the row. */
  public boolean replaces(Word current) {
    Fate fate = Fate.of(current == null ? null : current.version(), version());
    return fate == Fate.INSERT || fate == Fate.CORRECT;
  }

  private Version version() {
    return new Version(1, receivedAt, value, null, null, null, 0, amends ? "amended" : null, false);
  }
}
