package io.healthtrack.sink.model;

import io.healthtrack.sink.offsets.EpochDecision;
import io.healthtrack.sink.offsets.Movement;
import io.healthtrack.sink.offsets.StartDecision;
import io.healthtrack.sink.readings.Word;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Whatever a lane decides. These are the decisions of the sink itself, so that the model breaks
 * when they do; tests override one of them to see that the model finds it.
 */
interface LedgerRules {

  /** As they are; {@code ModelledLedgerIT} holds them to the database. */
  LedgerRules REAL = new LedgerRules() {};

  TopicPartition PARTITION = new TopicPartition("readings.valid", 0);

  /** Whether a lane may be claimed. */
  default EpochDecision epoch(int mine, int stored, boolean ownerGone) {
    return EpochDecision.of(mine, stored, ownerGone);
  }

  /** Where to begin to read. */
  default StartDecision start(OptionalLong stored, int logStart, int logEnd) {
    return StartDecision.of(stored, logStart, logEnd);
  }

  /** Whether a session begins with the position of the session before, not the database's. */
  default boolean remembers() {
    return false;
  }

  /** The position that a batch stores: the consumer's own. */
  default int next(int expected, int reached) {
    List<Movement> movements =
        Movement.between(Map.of(PARTITION, (long) expected), Map.of(PARTITION, (long) reached));
    return movements.isEmpty() ? expected : Math.toIntExact(movements.getFirst().next());
  }

  /** What {@code UPDATE ops.lane_offsets} of a claim asks for. */
  default boolean mayClaim(int storedEpoch, int epoch) {
    return storedEpoch < epoch;
  }

  /** What {@code UPDATE ops.lane_offsets} of a batch asks for. */
  default boolean mayMove(int storedEpoch, int storedPosition, int epoch, int expected) {
    return storedEpoch == epoch && storedPosition == expected;
  }

  /** Whether rows and position are one transaction. */
  default boolean together() {
    return true;
  }

  /** Whether a claim ends the server process of the owner before. */
  default boolean endsOwner() {
    return true;
  }

  /** Whether a word becomes the row. */
  default boolean replaces(Word current, Word next) {
    return next.replaces(current);
  }
}
