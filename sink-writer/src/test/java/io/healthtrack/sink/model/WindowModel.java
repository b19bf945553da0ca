package io.healthtrack.sink.model;

import io.healthtrack.sink.model.Hour.Phase;
import io.healthtrack.sink.model.Hour.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One hour between the readings lane, the windows lane and the repairs of two sinks. When nothing
 * is left to do, its window must count the readings that are in the table.
 */
final class WindowModel implements Model<Hour> {

  private final Hours told;
  private final WindowRules rules;

  WindowModel(Hours told, WindowRules rules) {
    this.told = told;
    this.rules = rules;
  }

  @Override
  public Hour first() {
    return Hour.FIRST;
  }

  @Override
  public Optional<String> wrong(Hour hour) {
    return done(hour) && hour.window() != hour.rows()
        ? Optional.of("the window counts %d, the table %d".formatted(hour.window(), hour.rows()))
        : Optional.empty();
  }

  @Override
  public boolean done(Hour hour) {
    return hour.stored() == told.records().size()
        && hour.heard() == told.words().size()
        && hour.requests() == 0
        && !hour.batch()
        && !hour.repairing();
  }

  @Override
  public List<Step<Hour>> steps(Hour hour) {
    List<Step<Hour>> steps = new ArrayList<>();
    store(hour, steps);
    hear(hour, steps);
    for (int i = 0; i < hour.repairs().size(); i++) {
      repair(hour, i, steps);
    }
    return steps;
  }

  private void store(Hour hour, List<Step<Hour>> steps) {
    if (hour.stored() == told.records().size()) {
      return;
    }
    Hours.Told next = told.records().get(hour.stored());
    if (!hour.storing()) {
      steps.add(new Step<>("a batch of readings begins", hour.storing(true), true));
      return;
    }
    int rows = next.after(hour.rows());
    boolean asks = asks(next);
    Hour stored = hour.stored(rows, hour.batch() || next.fresh(), hour.requests() + (asks ? 1 : 0));
    steps.add(new Step<>("the batch of readings is committed", stored, true));
    steps.add(new Step<>("the batch of readings is rolled back", hour.storing(false), false));
  }

  private boolean asks(Hours.Told next) {
    return !next.fresh() && rules.queuesUnproven();
  }

  /** Whether the readings lane has the request locked, which it counts up. */
  private boolean counting(Hour hour) {
    return hour.storing() && asks(told.records().get(hour.stored()));
  }

  private void hear(Hour hour, List<Step<Hour>> steps) {
    if (hour.heard() == told.words().size()) {
      return;
    }
    if (!hour.listening()) {
      if (!rules.locks() || !hour.held()) {
        boolean passes = rules.passesOver() && (hour.ofTheTable() || hour.requests() > 0);
        steps.add(new Step<>("the windows lane looks whose it is", hour.listening(passes), true));
      }
      return;
    }
    int revision = hour.heard() + 1;
    boolean taken = !hour.passing() && !hour.byTable() && hour.revision() < revision;
    Hour heard =
        taken
            ? hour.heard(told.words().get(hour.heard()), revision)
            : hour.heard(hour.window(), hour.revision());
    steps.add(new Step<>("the windows lane commits", heard, true));
  }

  private void repair(Hour hour, int which, List<Step<Hour>> steps) {
    Repair repair = hour.repairs().get(which);
    String who = "repair " + which;
    switch (repair.phase()) {
      case NONE -> begin(hour, which, steps);
      case ASKED -> {
        boolean free = !hour.listening() && !hour.held();
        if (!rules.locks() || free) {
          Hour holds = hour.repair(which, new Repair(Phase.HOLDS, repair.read(), -1));
          steps.add(new Step<>(who + " takes hold", holds, true));
        }
      }
      case HOLDS -> {
        Hour folded = hour.repair(which, new Repair(Phase.FOLDED, repair.read(), hour.rows()));
        steps.add(new Step<>(who + " reads the rows", folded, true));
      }
      case FOLDED -> steps.add(new Step<>(who + " commits", commit(hour, which, repair), true));
    }
    if (repair.phase() != Phase.NONE) {
      steps.add(new Step<>(who + " is killed", hour.repair(which, Repair.NONE), false));
    }
  }

  private void begin(Hour hour, int which, List<Step<Hour>> steps) {
    if (rules.alone() && hour.repairing()) {
      return;
    }
    if (hour.batch()) {
      boolean asks = rules.queuesFresh() && hour.ofTheTable();
      if (asks && counting(hour)) {
        return;
      }
      Hour looked = hour.looked(asks ? Math.max(hour.requests(), 1) : hour.requests());
      steps.add(new Step<>("repair %d looks at batches".formatted(which), looked, true));
    } else if (hour.requests() > 0) {
      Hour asked = hour.repair(which, new Repair(Phase.ASKED, hour.requests(), -1));
      steps.add(new Step<>("repair %d reads the request".formatted(which), asked, true));
    }
  }

  private Hour commit(Hour hour, int which, Repair repair) {
    boolean stays = (rules.counts() && hour.requests() != repair.read()) || counting(hour);
    return hour.repaired(which, repair.took(), stays ? hour.requests() : 0);
  }
}
