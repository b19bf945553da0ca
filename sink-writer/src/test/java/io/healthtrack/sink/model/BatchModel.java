package io.healthtrack.sink.model;

import io.healthtrack.sink.model.Sink.Phase;
import io.healthtrack.sink.offsets.EpochDecision;
import io.healthtrack.sink.offsets.StartDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A batch's life: some sinks that want one lane, a database with an older copy, a log of one
 * partition. Statements are steps, so everything can come between any two of them.
 */
final class BatchModel implements Model<World> {

  private final int sinks;
  private final int troubles;
  private final boolean retention;
  private final LedgerRules rules;

  /**
   * Two sinks that start at one moment can take the lane from each other any number of times, as
   * long as chance wills it; this is where the model stops to follow them.
   */
  private final int lastEpoch;

  /**
   * The model.
   *
   * @param sinks how many want the lane
   * @param troubles how many faults happen at most
   * @param retention whether the log may lose its beginning before it was stored
   */
  BatchModel(int sinks, int troubles, boolean retention, LedgerRules rules) {
    this.sinks = sinks;
    this.troubles = troubles;
    this.retention = retention;
    this.rules = rules;
    lastEpoch = sinks == 1 ? troubles + 2 : 4;
  }

  @Override
  public World first() {
    return World.first(sinks, troubles);
  }

  @Override
  public Optional<String> wrong(World world) {
    if (world.fault() != null) {
      return Optional.of(world.fault());
    }
    return world.primary().wrong().or(() -> world.standby().wrong());
  }

  @Override
  public boolean done(World world) {
    int position = Math.max(world.primary().position(), 0);
    // Where records are gone for good, standing still is what is asked for.
    return position == Log.end() || position < world.logStart() || world.newest() == lastEpoch;
  }

  @Override
  public List<Step<World>> steps(World world) {
    List<Step<World>> steps = new ArrayList<>();
    Faults faults = new Faults(world, retention, rules.remembers(), steps);
    for (int i = 0; i < sinks; i++) {
      new Life(world, i, steps).steps();
      inDoubt(world, i, steps);
      faults.ofSink(i);
    }
    faults.ofDatabase();
    return steps.stream()
        .filter(step -> step.next().newest() <= lastEpoch)
        .map(
            step ->
                new Step<>(
                    step.what(),
                    step.next().seen(rules.remembers()).counted().sorted(),
                    step.byItself()))
        .toList();
  }

  /** What becomes of a commit whose answer nobody waits for any more. */
  private void inDoubt(World world, int i, List<Step<World>> steps) {
    int lost = World.lost(i);
    if (world.backend(lost).alive()) {
      World done = commit(world, lost).ended(lost);
      steps.add(new Step<>("the lost commit of sink %d is done".formatted(i), done, true));
      World undone = world.ended(lost);
      steps.add(new Step<>("the lost commit of sink %d is not done".formatted(i), undone, true));
    }
  }

  private World commit(World world, int place) {
    Backend writing = world.backend(place);
    Stored before = world.primary();
    Stored rows = before.with(writing.from(), writing.until(), rules);
    Stored after = rows.at(rules.next(writing.from(), writing.until()));
    World committed = world.backend(place, Backend.IDLE).primary(after);
    return writing.epoch() == before.epoch()
        ? committed
        : committed.fault("epoch %d commits under %d".formatted(writing.epoch(), before.epoch()));
  }

  /** One sink's own next steps. */
  private final class Life {

    private final World world;
    private final int number;
    private final Sink sink;
    private final List<Step<World>> steps;

    Life(World world, int number, List<Step<World>> steps) {
      this.world = world;
      this.number = number;
      sink = world.sink(number);
      this.steps = steps;
    }

    void steps() {
      switch (sink.phase()) {
        case IDLE -> connect();
        case DECIDED -> endOwner();
        case ALONE -> claim();
        case CLAIMED -> seek();
        case READY -> poll();
        case WRITTEN -> answer();
      }
    }

    private void connect() {
      Stored stored = world.primary();
      if (rules.start(stored.found(), world.logStart(), Log.end())
          instanceof StartDecision.Refuse) {
        // The lane pauses, and the next session begins in the same way.
        return;
      }
      decide(false);
      if (stored.epoch() > 0 && stored.owner() == Stored.NOBODY) {
        decide(true);
      }
    }

    private void decide(boolean ownerGone) {
      switch (rules.epoch(sink.mine(), world.primary().epoch(), ownerGone)) {
        case EpochDecision.Claim claim -> {
          int epoch = Math.toIntExact(claim.epoch());
          World connected = world.backend(World.own(number), Backend.IDLE);
          add("connects and decides for epoch " + epoch, connected.sink(number, sink.wants(epoch)));
        }
        case EpochDecision.Superseded superseded -> {
          // It stands by, and will look again.
        }
      }
    }

    private void endOwner() {
      World alone = world.sink(number, sink.in(Phase.ALONE));
      int owner = world.primary().owner();
      if (owner == Stored.NOBODY || owner == World.own(number) || !rules.endsOwner()) {
        add("finds no owner to end", alone);
        return;
      }
      add("ends the owner's server process", alone.ended(owner));
      if (world.troubles() > 0) {
        add("cannot end the owner's server process in time", alone.trouble());
      }
      if (world.backend(owner).committing()) {
        add("ends the owner after its commit", commit(alone, owner).ended(owner));
      }
    }

    private void claim() {
      if (world.locked()) {
        return;
      }
      Stored stored = world.primary();
      if (!rules.mayClaim(stored.epoch(), sink.wanted())) {
        add("is overtaken and stands by", idle());
        return;
      }
      World claimed = world.primary(stored.claimed(sink.wanted(), World.own(number)));
      add("claims epoch " + sink.wanted(), claimed.sink(number, sink.claimed()));
      if (world.troubles() > 0) {
        add(
            "claims epoch %d and does not hear of it".formatted(sink.wanted()),
            claimed.ended(World.own(number)).sink(number, sink.idle(rules.remembers())).trouble());
      }
    }

    private void seek() {
      Stored stored = world.primary();
      switch (rules.start(stored.found(), world.logStart(), Log.end())) {
        case StartDecision.From from -> {
          int found = Math.toIntExact(from.offset());
          int position = rules.remembers() && sink.stored() > 0 ? sink.stored() : found;
          add("seeks " + position, world.sink(number, sink.ready(position)));
        }
        case StartDecision.Refuse refuse -> add("refuses to read", idle());
      }
    }

    private void poll() {
      if (sink.stored() < world.logStart()) {
        add("finds its position out of range", idle());
        return;
      }
      if (world.locked() || sink.stored() == Log.end()) {
        return;
      }
      Stored stored = world.primary();
      if (!rules.mayMove(stored.epoch(), stored.position(), sink.mine(), sink.stored())) {
        add("finds the position moved or the epoch raised, and stands by", idle());
        return;
      }
      for (int reached = sink.stored() + 1; reached <= Log.end(); reached++) {
        Backend writing = Backend.writing(sink.mine(), sink.stored(), reached);
        add(
            "polls, moves to %d and writes".formatted(reached),
            world.backend(World.own(number), writing).sink(number, sink.writing(reached)));
      }
    }

    private void answer() {
      int own = World.own(number);
      World committed = commit(world, own);
      int position = rules.next(sink.stored(), sink.reached());
      add("commits", committed.sink(number, sink.ready(position)));
      if (!rules.together() && world.troubles() > 0) {
        Stored rows = world.primary().with(sink.stored(), sink.reached(), rules);
        add("stores rows but no position", world.primary(rows).ended(own).trouble());
      }
    }

    private World idle() {
      return world.ended(World.own(number)).sink(number, sink.idle(rules.remembers()));
    }

    private void add(String what, World next) {
      steps.add(new Step<>("sink %d %s".formatted(number, what), next, true));
    }
  }
}
