package io.healthtrack.sink.lanes;

/** What a lane is doing, in words an operator can act on. */
public sealed interface LaneState {

  /** Not yet at work. */
  record Starting() implements LaneState {}

  /** Reading and writing. */
  record Running() implements LaneState {}

  /** Waiting for the house to be in order again; tries by itself. */
  record Paused(String reason) implements LaneState {}

  /** Another sink owns the lane; takes over when that one is gone. */
  record StandingBy(String reason) implements LaneState {}

  /** Ended. */
  record Stopped() implements LaneState {}

  /** For {@code /ready}. */
  default String describe() {
    return switch (this) {
      case Starting starting -> "starting";
      case Running running -> "running";
      case Paused paused -> "paused: " + paused.reason();
      case StandingBy waiting -> "standing by: " + waiting.reason();
      case Stopped stopped -> "stopped";
    };
  }
}
