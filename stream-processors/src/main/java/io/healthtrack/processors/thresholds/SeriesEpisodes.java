package io.healthtrack.processors.thresholds;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What is kept per series: its clock, and the rules that are not at rest. */
record SeriesEpisodes(long newest, List<RuleState> states) {

  static final SeriesEpisodes NONE = new SeriesEpisodes(EpisodeMachine.NO_PREVIOUS, List.of());

  static SeriesEpisodes read(byte[] stored) {
    if (stored == null) {
      return NONE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    long newest = bytes.getLong();
    if (!bytes.hasRemaining()) {
      return new SeriesEpisodes(newest, List.of());
    }
    List<RuleState> states = new ArrayList<>(bytes.remaining() / RuleState.BYTES);
    while (bytes.hasRemaining()) {
      states.add(RuleState.read(bytes));
    }
    return new SeriesEpisodes(newest, states);
  }

  byte[] write() {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + states.size() * RuleState.BYTES);
    bytes.putLong(newest);
    for (RuleState state : states) {
      state.write(bytes);
    }
    return bytes.array();
  }

  /** With one rule's state in the place of what it had before. */
  SeriesEpisodes with(RuleState newer) {
    List<RuleState> after = new ArrayList<>(states);
    after.replaceAll(state -> state.rule().equals(newer.rule()) ? newer : state);
    return new SeriesEpisodes(newest, after);
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
