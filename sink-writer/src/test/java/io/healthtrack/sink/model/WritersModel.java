package io.healthtrack.sink.model;

import io.healthtrack.sink.model.Holdings.Held;
import io.healthtrack.sink.model.Writer.Phase;
import io.healthtrack.sink.offsets.EpochDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who reads which partition: two sinks with different numbers of writers want the same lane, so
 * that their writers' shares overlap in every way.
 */
final class WritersModel implements Model<Holdings> {

  private final int[] sinks;
  private final int partitions;
  private final int troubles;
  private final boolean whole;
  private final int lastEpoch;

  /**
   * The model.
   *
   * @param partitions of the lane
   * @param troubles how many faults happen at most
   * @param whole whether a lane belongs to one sink as a whole, which is the sink's rule; or each
   *     share to whichever writer took it last
   * @param lastEpoch where the model stops to follow sinks that take the lane from each other
   * @param sinks the number of writers of each
   */
  WritersModel(int partitions, int troubles, boolean whole, int lastEpoch, int... sinks) {
    this.partitions = partitions;
    this.troubles = troubles;
    this.whole = whole;
    this.lastEpoch = lastEpoch;
    this.sinks = sinks.clone();
  }

  @Override
  public Holdings first() {
    int writers = 0;
    for (int sink : sinks) {
      writers += sink;
    }
    return Holdings.first(partitions, writers, troubles);
  }

  @Override
  public Optional<String> wrong(Holdings state) {
    for (int partition = 0; partition < partitions; partition++) {
      int able = 0;
      for (int number = 0; number < state.writers().size(); number++) {
        Writer writer = state.writer(number);
        boolean moves =
            writer.phase() == Phase.WORKS
                && writer.mine() == state.partitions().get(partition).epoch();
        able += moves && owns(number, partition) ? 1 : 0;
      }
      if (able > 1) {
        return Optional.of("two writers can move partition " + partition);
      }
    }
    return Optional.empty();
  }

  /** Every partition has somebody who reads and writes it, and all of one sink. */
  @Override
  public boolean done(Holdings state) {
    return state.newest() == lastEpoch
        || (state.partitions().stream().allMatch(state::moved)
            && state.partitions().stream().map(held -> sink(held.by())).distinct().count() == 1);
  }

  @Override
  public List<Step<Holdings>> steps(Holdings state) {
    List<Step<Holdings>> steps = new ArrayList<>();
    for (int number = 0; number < state.writers().size(); number++) {
      new Life(state, number, steps).steps();
    }
    if (state.troubles() > 0) {
      troubles(state, steps);
    }
    return steps.stream()
        .filter(step -> step.next().newest() <= lastEpoch)
        .map(step -> new Step<>(step.what(), step.next().counted(), step.byItself()))
        .toList();
  }

  private void troubles(Holdings state, List<Step<Holdings>> steps) {
    for (int number = 0; number < state.writers().size(); number++) {
      Phase phase = state.writer(number).phase();
      if (phase == Phase.WORKS) {
        trouble(steps, "writer %d loses its connection".formatted(number), state.ended(number));
      }
    }
    boolean alone = state.writers().stream().anyMatch(writer -> writer.phase() == Phase.GONE);
    for (int sink = 0; sink < sinks.length; sink++) {
      Predicate<Integer> of = of(sink);
      trouble(
          steps,
          "sink %d is killed and starts again".formatted(sink),
          state.writers(writer -> writer.phase() == Phase.GONE ? writer : Writer.NEW, of));
      if (!alone) {
        trouble(
            steps,
            "sink %d ends for good".formatted(sink),
            state.writers(writer -> Writer.ENDED, of));
      }
    }
    trouble(steps, "failover to the copy", state.failedOver());
    Holdings replicated = state.replicated();
    if (!replicated.equals(state)) {
      steps.add(new Step<>("the copy catches up", replicated, false));
    }
  }

  private static void trouble(List<Step<Holdings>> steps, String what, Holdings next) {
    steps.add(new Step<>(what, next.trouble(), false));
  }

  private Predicate<Integer> of(int sink) {
    return number -> sink(number) == sink;
  }

  private int sink(int number) {
    int sink = 0;
    for (int before = number; before >= sinks[sink]; sink++) {
      before -= sinks[sink];
    }
    return sink;
  }

  /** As {@code Share} deals them out. */
  private boolean owns(int number, int partition) {
    int sink = sink(number);
    int writer = number;
    for (int before = 0; before < sink; before++) {
      writer -= sinks[before];
    }
    return partition % sinks[sink] == writer;
  }

  /** One writer's own next steps. */
  private final class Life {

    private final Holdings state;
    private final int number;
    private final Writer writer;
    private final List<Step<Holdings>> steps;

    Life(Holdings state, int number, List<Step<Holdings>> steps) {
      this.state = state;
      this.number = number;
      writer = state.writer(number);
      this.steps = steps;
    }

    void steps() {
      switch (writer.phase()) {
        case IDLE -> begin();
        case DECIDED -> claim();
        case WORKS -> move();
        case GONE -> {
          // Nothing more.
        }
      }
    }

    private void begin() {
      // Writers of one sink claim one after the other.
      if (whole && siblings().anyMatch(sibling -> sibling.phase() == Phase.DECIDED)) {
        return;
      }
      int mine = whole ? siblings().mapToInt(Writer::mine).max().orElseThrow() : writer.mine();
      Predicate<Integer> seen = whole ? all -> true : this::own;
      boolean gone = true;
      for (int partition = 0; partition < partitions; partition++) {
        Held held = state.partitions().get(partition);
        gone &= !seen.test(partition) || held.epoch() <= mine || held.by() == Held.NOBODY;
      }
      int stored = state.newest(seen);
      decide(mine, stored, false);
      if (gone && stored > mine) {
        decide(mine, stored, true);
      }
    }

    private void decide(int mine, int stored, boolean gone) {
      switch (EpochDecision.of(mine, stored, gone)) {
        case EpochDecision.Claim claim -> {
          int epoch = Math.toIntExact(claim.epoch());
          boolean all = whole && claim.whole();
          add(
              "decides for epoch %d of %s".formatted(epoch, all ? "all" : "its share"),
              state.writer(number, writer.wants(epoch, all)));
        }
        case EpochDecision.Superseded superseded -> {
          // It stands by, and will look again.
        }
      }
    }

    /** Ends the owners and claims; what may come in between is {@link BatchModel}'s. */
    private void claim() {
      boolean nothing = IntStream.range(0, partitions).noneMatch(this::claims);
      if (nothing) {
        add("has nothing to claim", state.writer(number, writer.works(writer.mine())));
        return;
      }
      Holdings claimed = state;
      for (int partition = 0; partition < partitions; partition++) {
        Held held = state.partitions().get(partition);
        if (!claims(partition)) {
          continue;
        }
        if (held.epoch() >= writer.wanted()) {
          add("is overtaken and stands by", state.ended(number));
          return;
        }
        if (held.by() != Held.NOBODY) {
          claimed = claimed.ended(held.by());
        }
        int by = own(partition) ? number : Held.NOBODY;
        claimed = claimed.partition(partition, new Held(writer.wanted(), by));
      }
      add("claims epoch " + writer.wanted(), claimed.writer(number, writer.works(writer.wanted())));
    }

    private void move() {
      for (int partition = 0; partition < partitions; partition++) {
        if (own(partition) && state.partitions().get(partition).epoch() != writer.mine()) {
          add("finds the epoch raised and stands by", state.ended(number));
          return;
        }
      }
    }

    private boolean own(int partition) {
      return owns(number, partition);
    }

    private boolean claims(int partition) {
      return writer.whole() || own(partition);
    }

    private Stream<Writer> siblings() {
      return IntStream.range(0, state.writers().size())
          .filter(other -> sink(other) == sink(number))
          .mapToObj(state::writer);
    }

    private void add(String what, Holdings next) {
      steps.add(new Step<>("writer %d %s".formatted(number, what), next, true));
    }
  }
}
