package io.healthtrack.sink.model;

import java.util.List;

/** What can go wrong in a state of {@link BatchModel}. */
final class Faults {

  private final World world;
  private final boolean retention;
  private final boolean remembers;
  private final List<Model.Step<World>> steps;

  Faults(World world, boolean retention, boolean remembers, List<Model.Step<World>> steps) {
    this.world = world;
    this.retention = retention;
    this.remembers = remembers;
    this.steps = steps;
  }

  void ofSink(int i) {
    if (world.troubles() == 0) {
      return;
    }
    Sink sink = world.sink(i);
    Backend backend = world.backend(World.own(i));
    if (backend.alive()) {
      // Also of a transaction that lasts too long, as that of a frozen sink does.
      add("the server process of sink %d is ended".formatted(i), world.ended(World.own(i)));
    }
    if (backend.writes()) {
      lose("sink %d loses its connection while it commits", i, sink.idle(remembers));
      lose("sink %d is killed while it commits and starts again", i, Sink.NEW);
    }
    if (!sink.equals(Sink.NEW)) {
      add(
          "sink %d is killed and starts again".formatted(i),
          world.ended(World.own(i)).sink(i, Sink.NEW));
    }
  }

  void ofDatabase() {
    if (world.troubles() == 0) {
      return;
    }
    World replicated = world.replicated();
    if (!replicated.equals(world)) {
      steps.add(new Model.Step<>("the copy catches up", replicated, false));
    }
    add("failover to the copy", world.failedOver());
    if (retention) {
      for (int start = world.logStart() + 1; start <= Log.end(); start++) {
        add("the log begins at " + start, world.cut(start));
      }
    }
  }

  private void lose(String what, int i, Sink rest) {
    add(what.formatted(i), world.inDoubt(i).sink(i, rest));
  }

  private void add(String what, World next) {
    steps.add(new Model.Step<>(what, next.trouble(), false));
  }
}
