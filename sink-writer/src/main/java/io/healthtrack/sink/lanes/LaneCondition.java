package io.healthtrack.sink.lanes;

import io.healthtrack.sink.database.Remedy;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a lane is, as operators are told: at any time by {@code /ready} and metrics, in the log when
 * it changes and once a minute while a pause lasts. Told by one thread, asked by any.
 */
final class LaneCondition {

  private static final Logger LOG = LoggerFactory.getLogger(LaneCondition.class);
  private static final long STALLED_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long REMIND_NANOS = Duration.ofMinutes(1).toNanos();

  private final String lane;
  private final LaneMetrics metrics;
  private volatile LaneState state = new LaneState.Starting();
  private volatile long progress = System.nanoTime();
  private String beganWith;
  private long saidAt;
  private long begunAt;

  LaneCondition(String lane, LaneMetrics metrics) {
    this.lane = lane;
    this.metrics = metrics;
  }

  /** A running lane that has been inside one batch for long is paused in truth. */
  LaneState state() {
    LaneState now = state;
    if (now instanceof LaneState.Running && System.nanoTime() - progress > STALLED_NANOS) {
      return new LaneState.Paused("no answer from the database or the broker");
    }
    return now;
  }

  /** Something moves, whatever the state. */
  void moves() {
    progress = System.nanoTime();
  }

  /** A session has its connection and its place, which does not say that it can write. */
  void begins() {
    begunAt = System.nanoTime();
    moves();
  }

  /** It has nothing to write; after a pause what it could not write takes a moment to come. */
  void idle() {
    if (beganWith == null || System.nanoTime() - begunAt > IDLE_NANOS) {
      running();
    } else {
      moves();
    }
  }

  /** It writes. */
  void running() {
    moves();
    if (!(state instanceof LaneState.Running)) {
      LOG.info("lane {} runs", lane);
      metrics.running(true);
      beganWith = null;
      state = new LaneState.Running();
    }
  }

  /**
   * It tries again later. A cause may hide behind what follows from it: a server that died of a
   * full disk refuses connections. So the first reason of a pause is told beside the last.
   */
  void paused(String cause, String reason) {
    metrics.running(false);
    metrics.failure(cause);
    if (beganWith == null) {
      beganWith = reason;
    }
    // Whoever reads how it began has something to do by now.
    String began = beganWith.replace(Remedy.BY_ITSELF, "");
    LaneState.Paused now =
        new LaneState.Paused(
            beganWith.equals(reason) ? reason : reason + "; it began with " + began);
    if (!now.equals(state) || System.nanoTime() - saidAt > REMIND_NANOS) {
      LOG.warn("lane {} paused: {}", lane, now.reason());
      saidAt = System.nanoTime();
    }
    state = now;
  }

  /** Another sink has its place. */
  void standingBy(String reason) {
    metrics.running(false);
    metrics.failure("superseded");
    if (!(state instanceof LaneState.StandingBy)) {
      LOG.warn("lane {} stands by: {}", lane, reason);
    }
    beganWith = null;
    state = new LaneState.StandingBy(reason);
  }

  void stopped() {
    metrics.running(false);
    state = new LaneState.Stopped();
  }
}
