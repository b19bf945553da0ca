package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is kept per series: its clocks, and the rules that are not at rest.
 *
 * <p>The first release wrote the series' time and then the states. The first byte of such a time is
 * 0 or -1 from the year -313 to 4253, so a first byte of {@value #LAYOUT} tells today's layout from
 * it.
 *
 * @param newest the newest measured time; microseconds
 * @param arrivedAt the arrival clock when something arrived last; microseconds
 * @param deadline under which the series is filed to be looked at, or {@link #NOT_FILED}
 */
record SeriesEpisodes(long newest, long arrivedAt, long deadline, List<RuleState> states) {

  static final long NOT_FILED = Long.MAX_VALUE;
  static final SeriesEpisodes NONE =
      new SeriesEpisodes(
          EpisodeMachine.NO_PREVIOUS, EpisodeMachine.NO_PREVIOUS, NOT_FILED, List.of());

  private static final byte LAYOUT = 2;

  static SeriesEpisodes read(byte[] stored) {
    if (stored == null) {
      return NONE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    boolean first = stored[0] != LAYOUT;
    if (first) {
      return new SeriesEpisodes(bytes.getLong(), NONE.arrivedAt(), NOT_FILED, states(bytes, true));
    }
    bytes.get();
    return new SeriesEpisodes(
        bytes.getLong(), bytes.getLong(), bytes.getLong(), states(bytes, false));
  }

  private static List<RuleState> states(ByteBuffer bytes, boolean first) {
    if (!bytes.hasRemaining()) {
      return List.of();
    }
    List<RuleState> states = new ArrayList<>(bytes.remaining() / RuleState.FIRST_BYTES);
    while (bytes.hasRemaining()) {
      states.add(RuleState.read(bytes, first));
    }
    return states;
  }

  byte[] write() {
    ByteBuffer bytes =
        ByteBuffer.allocate(1 + 3 * Long.BYTES + states.size() * RuleState.BYTES)
            .put(LAYOUT)
            .putLong(newest)
            .putLong(arrivedAt)
            .putLong(deadline);
    for (RuleState state : states) {
      state.write(bytes);
    }
    return bytes.array();
  }

  /** With one rule's state in the place of what it had before. */
  SeriesEpisodes with(RuleState newer) {
    List<RuleState> after = new ArrayList<>(states);
    after.replaceAll(state -> state.rule().equals(newer.rule()) ? newer : state);
    return new SeriesEpisodes(newest, arrivedAt, deadline, after);
  }

  SeriesEpisodes filedUnder(long newer) {
    return new SeriesEpisodes(newest, arrivedAt, newer, states);
  }

  boolean anyOpen() {
    for (RuleState state : states) {
      if (state.open()) {
        return true;
      }
    }
    return false;
  }

  RuleState of(UUID rule) {
    for (RuleState state : states) {
      if (state.rule().equals(rule)) {
        return state;
      }
    }
    return null;
  }
}
