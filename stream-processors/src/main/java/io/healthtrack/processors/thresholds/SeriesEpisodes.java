package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is kept per series: its clocks, the rules that are not at rest, and what was judged lately.
 *
 * <p>The first release wrote the series' time and then the states. The first byte of such a time is
 * 0 or -1 from the year -313 to 4253, so a first byte of {@value #SECOND} or {@value #LAYOUT} tells
 * the later layouts from it. The second release wrote clocks and states, of whose number today's
 * layout has a count, because the past follows them.
 *
 * @param newest the newest measured time; microseconds
 * @param arrivedAt the arrival clock when something arrived last; microseconds
 * @param deadline under which the series is filed to be looked at, or {@link #NOT_FILED}
 * @param past what was judged lately
 */
record SeriesEpisodes(
    long newest, long arrivedAt, long deadline, List<RuleState> states, Past past) {

  static final long NOT_FILED = Long.MAX_VALUE;
  static final SeriesEpisodes NONE =
      new SeriesEpisodes(
          EpisodeMachine.NO_PREVIOUS, EpisodeMachine.NO_PREVIOUS, NOT_FILED, List.of());

  private static final byte SECOND = 2;
  private static final byte LAYOUT = 3;

  /** A series of which no past is kept. */
  SeriesEpisodes(long newest, long arrivedAt, long deadline, List<RuleState> states) {
    this(newest, arrivedAt, deadline, states, Past.NONE);
  }

  static SeriesEpisodes read(byte[] stored) {
    if (stored == null) {
      return NONE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    if (stored[0] != LAYOUT && stored[0] != SECOND) {
      return new SeriesEpisodes(bytes.getLong(), NONE.arrivedAt(), NOT_FILED, states(bytes, true));
    }
    boolean second = bytes.get() == SECOND;
    long newest = bytes.getLong();
    long arrivedAt = bytes.getLong();
    long deadline = bytes.getLong();
    if (second) {
      return new SeriesEpisodes(newest, arrivedAt, deadline, states(bytes, false));
    }
    int count = bytes.getShort();
    List<RuleState> states = count == 0 ? List.of() : new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      states.add(RuleState.read(bytes, false));
    }
    return new SeriesEpisodes(
        newest, arrivedAt, deadline, states, Past.read(stored, bytes.position()));
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
        ByteBuffer.allocate(
                1 + 3 * Long.BYTES + Short.BYTES + states.size() * RuleState.BYTES + past.length())
            .put(LAYOUT)
            .putLong(newest)
            .putLong(arrivedAt)
            .putLong(deadline)
            .putShort((short) states.size());
    for (RuleState state : states) {
      state.write(bytes);
    }
    past.write(bytes);
    return bytes.array();
  }

  /** With one rule's state in the place of what it had before. */
  SeriesEpisodes with(RuleState newer) {
    List<RuleState> after = new ArrayList<>(states);
    after.replaceAll(state -> state.rule().equals(newer.rule()) ? newer : state);
    return new SeriesEpisodes(newest, arrivedAt, deadline, after, past);
  }

  SeriesEpisodes filedUnder(long newer) {
    return new SeriesEpisodes(newest, arrivedAt, newer, states, past);
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
    return RuleState.of(states, rule);
  }
}
