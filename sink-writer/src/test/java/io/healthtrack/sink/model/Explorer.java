package io.healthtrack.sink.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Visits every state that can be reached, nearest first, so that a fault is told by a shortest
 * story. Then looks whether from each of them the work can be done by steps that happen by
 * themselves.
 */
final class Explorer<S> {

  /** More than any of our models has; a broken one may have no end. */
  private static final int MOST = 3_000_000;

  /** What was found. */
  sealed interface Finding {

    /** Nothing wrong in all of these. */
    record Holds(int states, int steps) implements Finding {}

    /** Something that must never be; the steps that lead there. */
    record Broken(String what, List<String> story) implements Finding {}

    /** A state from which the work is never done without a hand; the steps that lead there. */
    record Stuck(List<String> story) implements Finding {}
  }

  private final Model<S> model;
  private final Map<S, Integer> numbers = new HashMap<>();
  private final List<S> states = new ArrayList<>();
  private final List<String> arrivals = new ArrayList<>();
  private final Ints cameFrom = new Ints();
  private final Ints sources = new Ints();
  private final Ints targets = new Ints();

  private Explorer(Model<S> model) {
    this.model = model;
  }

  static <S> Finding explore(Model<S> model) {
    return new Explorer<>(model).explore();
  }

  private Finding explore() {
    int steps = 0;
    arrive(model.first(), -1, "in the beginning");
    for (int number = 0; number < states.size(); number++) {
      S state = states.get(number);
      Optional<String> wrong = model.wrong(state);
      if (wrong.isPresent()) {
        return new Finding.Broken(wrong.get(), story(number));
      }
      for (Model.Step<S> step : model.steps(state)) {
        steps++;
        int next = arrive(step.next(), number, step.what());
        if (step.byItself()) {
          sources.add(number);
          targets.add(next);
        }
      }
      if (states.size() > MOST) {
        throw new IllegalStateException("more than " + MOST + " states");
      }
    }
    int stuck = firstStuck();
    return stuck < 0 ? new Finding.Holds(states.size(), steps) : new Finding.Stuck(story(stuck));
  }

  private int arrive(S state, int from, String what) {
    Integer known = numbers.putIfAbsent(state, states.size());
    if (known != null) {
      return known;
    }
    states.add(state);
    arrivals.add(what);
    cameFrom.add(from);
    return states.size() - 1;
  }

  /** The nearest state from which no done one is reached by steps that happen by themselves. */
  private int firstStuck() {
    int[] begins = new int[states.size() + 1];
    for (int i = 0; i < targets.size(); i++) {
      begins[targets.get(i) + 1]++;
    }
    for (int i = 1; i < begins.length; i++) {
      begins[i] += begins[i - 1];
    }
    int[] into = new int[targets.size()];
    int[] filled = Arrays.copyOf(begins, begins.length);
    for (int i = 0; i < targets.size(); i++) {
      into[filled[targets.get(i)]++] = sources.get(i);
    }
    boolean[] ends = new boolean[states.size()];
    Ints reached = new Ints();
    for (int state = 0; state < states.size(); state++) {
      if (model.done(states.get(state))) {
        ends[state] = true;
        reached.add(state);
      }
    }
    for (int i = 0; i < reached.size(); i++) {
      int state = reached.get(i);
      for (int at = begins[state]; at < begins[state + 1]; at++) {
        if (!ends[into[at]]) {
          ends[into[at]] = true;
          reached.add(into[at]);
        }
      }
    }
    for (int state = 0; state < ends.length; state++) {
      if (!ends[state]) {
        return state;
      }
    }
    return -1;
  }

  private List<String> story(int state) {
    List<String> story = new ArrayList<>();
    for (int at = state; at >= 0; at = cameFrom.get(at)) {
      story.add(arrivals.get(at));
    }
    return story.reversed();
  }

  /** Numbers, many of them. */
  private static final class Ints {
    private int[] values = new int[1_024];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    int get(int index) {
      return values[index];
    }

    int size() {
      return size;
    }
  }
}
