package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * An episode as its newest event left it.
 *
 * @param state at that event
 * @param ending how it stands
 * @param endedAt on the series' clock, in microseconds; 0 while it is open
 */
record ToldEpisode(RuleState state, Ending ending, long endedAt) {

  static final int BYTES = 1 + Long.BYTES + RuleState.BYTES;

  /** How an episode stands. */
  enum Ending {
    /** It has not ended. */
    OPEN(0),
    /** The value has been back for long enough. */
    RESOLVED(1),
    /** Its rule ended, or a narrower one took its place. */
    RULE_ENDED(2),
    /** Late data said that there was no such episode. */
    DISPROVED(3);

    private final byte stored;

    Ending(int stored) {
      this.stored = (byte) stored;
    }

    private static Ending ofStored(byte stored) {
      return switch (stored) {
        case 1 -> RESOLVED;
        case 2 -> RULE_ENDED;
        case 3 -> DISPROVED;
        default -> OPEN;
      };
    }

    /** The event that says so. */
    String event() {
      return this == RESOLVED ? "resolved" : "withdrawn";
    }
  }

  /** What an episode is made of, beside its person. */
  record Key(UUID rule, long since) {

    static Key of(RuleState state) {
      return new Key(state.rule(), state.since());
    }
  }

  static ToldEpisode open(RuleState state) {
    return new ToldEpisode(state, Ending.OPEN, 0);
  }

  /** What an event ended; {@code null} for any other event. */
  static ToldEpisode ended(Event event) {
    return switch (event.kind()) {
      case "resolved" -> new ToldEpisode(event.state(), Ending.RESOLVED, event.measuredAt());
      case "withdrawn" -> new ToldEpisode(event.state(), Ending.RULE_ENDED, event.measuredAt());
      default -> null;
    };
  }

  boolean isOpen() {
    return ending == Ending.OPEN;
  }

  Key key() {
    return Key.of(state);
  }

  void write(ByteBuffer bytes) {
    state.write(bytes.put(ending.stored).putLong(endedAt));
  }

  static ToldEpisode read(ByteBuffer bytes) {
    Ending ending = Ending.ofStored(bytes.get());
    long endedAt = bytes.getLong();
    return new ToldEpisode(RuleState.read(bytes, false), ending, endedAt);
  }
}
