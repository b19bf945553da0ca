package io.healthtrack.sink.model;

import java.util.List;
import java.util.Optional;

/**
 * Something that goes from state to state.
 *
 * @param <S> the states; equal ones are one
 */
interface Model<S> {

  /**
   * What can happen next.
   *
   * @param what in words, for the story of a fault
   * @param byItself whether it happens without a fault and without a hand, sooner or later
   */
  record Step<S>(String what, S next, boolean byItself) {}

  /** Where it begins. */
  S first();

  /** Everything that can happen in a state. */
  List<Step<S>> steps(S state);

  /** What must never be, if it is so in this state. */
  Optional<String> wrong(S state);

  /** Whether all work is done in this state. */
  boolean done(S state);
}
