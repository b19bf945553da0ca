package io.healthtrack.sink.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Everything at one moment.
 *
 * @param primary the database
 * @param standby its copy, of now or of some time before
 * @param sinks those who want the lane
 * @param backends of each sink the server process it talks to, and one it has lost from sight
 * @param logStart the first offset the log still has
 * @param troubles how many faults may still happen
 * @param fault what happened that must not; null for nothing
 */
record World(
    Stored primary,
    Stored standby,
    List<Sink> sinks,
    List<Backend> backends,
    int logStart,
    int troubles,
    String fault) {

  static World first(int sinks, int troubles) {
    return new World(
        Stored.EMPTY,
        Stored.EMPTY,
        Collections.nCopies(sinks, Sink.NEW),
        Collections.nCopies(2 * sinks, Backend.NONE),
        0,
        troubles,
        null);
  }

  /** The place of the server process that a sink talks to. */
  static int own(int sink) {
    return 2 * sink;
  }

  /** The place of the server process that a sink has lost from sight. */
  static int lost(int sink) {
    return 2 * sink + 1;
  }

  Sink sink(int sink) {
    return sinks.get(sink);
  }

  Backend backend(int place) {
    return backends.get(place);
  }

  /** Whether some transaction holds the lock on the position. */
  boolean locked() {
    return backends.stream().anyMatch(Backend::writes);
  }

  World sink(int sink, Sink now) {
    return new World(primary, standby, with(sinks, sink, now), backends, logStart, troubles, fault);
  }

  World backend(int place, Backend now) {
    return new World(
        primary, standby, sinks, with(backends, place, now), logStart, troubles, fault);
  }

  World primary(Stored now) {
    return new World(now, standby, sinks, backends, logStart, troubles, fault);
  }

  /** Rolls back what a server process had open, and ends it. */
  World ended(int place) {
    Stored rest = primary.owner() == place ? primary.owned(Stored.NOBODY) : primary;
    return backend(place, Backend.NONE).primary(rest);
  }

  /** A sink loses its connection while it commits; what becomes of that is still open. */
  World inDoubt(int sink) {
    boolean owns = primary.owner() == own(sink);
    Backend doubtful = backend(own(sink)).inDoubt();
    World world = ended(lost(sink)).ended(own(sink)).backend(lost(sink), doubtful);
    return owns ? world.primary(world.primary.owned(lost(sink))) : world;
  }

  World replicated() {
    Stored copy = primary.owned(Stored.NOBODY);
    return new World(primary, copy, sinks, backends, logStart, troubles, fault);
  }

  /** The copy becomes the database; no server process outlives that. */
  World failedOver() {
    List<Backend> none = Collections.nCopies(backends.size(), Backend.NONE);
    return new World(standby, standby, sinks, none, logStart, troubles, fault);
  }

  World cut(int start) {
    return new World(primary, standby, sinks, backends, start, troubles, fault);
  }

  /** After a fault. A copy that nobody will need any more is as good as none. */
  World trouble() {
    Stored copy = troubles == 1 ? Stored.EMPTY : standby;
    return new World(primary, copy, sinks, backends, logStart, troubles - 1, fault);
  }

  World fault(String what) {
    return new World(primary, standby, sinks, backends, logStart, troubles, what);
  }

  /**
   * Whoever has lost his server process will see it before he does anything else; that he has seen
   * it already makes no difference.
   */
  World seen(boolean remembers) {
    World world = this;
    for (int i = 0; i < sinks.size(); i++) {
      if (sink(i).phase() != Sink.Phase.IDLE && !backend(own(i)).alive()) {
        world = world.sink(i, sink(i).idle(remembers));
      }
    }
    return world;
  }

  /**
   * With epochs counted from the oldest that anybody knows: nothing depends on more than which is
   * greater, and by how much.
   */
  World counted() {
    int oldest = Integer.MAX_VALUE;
    for (Sink sink : sinks) {
      oldest = older(oldest, older(sink.mine(), sink.wanted()));
    }
    for (Backend backend : backends) {
      oldest = older(oldest, backend.epoch());
    }
    int less = older(oldest, older(primary.epoch(), standby.epoch())) - 1;
    return less <= 0 || less == Integer.MAX_VALUE - 1
        ? this
        : new World(
            primary.younger(less),
            standby.younger(less),
            sinks.stream().map(sink -> sink.younger(less)).toList(),
            backends.stream().map(backend -> backend.younger(less)).toList(),
            logStart,
            troubles,
            fault);
  }

  /** The newest epoch that anybody knows. */
  int newest() {
    int newest = primary.epoch();
    for (Sink sink : sinks) {
      newest = Math.max(newest, Math.max(sink.mine(), sink.wanted()));
    }
    return newest;
  }

  /** With sinks in one of many orders: which is which makes no difference. */
  World sorted() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sinks.size(); i++) {
      order.add(i);
    }
    order.sort(order());
    List<Sink> sorted = new ArrayList<>();
    List<Backend> theirs = new ArrayList<>();
    int owner = primary.owner();
    for (int i = 0; i < order.size(); i++) {
      int before = order.get(i);
      sorted.add(sink(before));
      theirs.add(backend(own(before)));
      theirs.add(backend(lost(before)));
      if (primary.owner() == own(before)) {
        owner = own(i);
      } else if (primary.owner() == lost(before)) {
        owner = lost(i);
      }
    }
    return new World(
        primary.owned(owner),
        standby,
        List.copyOf(sorted),
        List.copyOf(theirs),
        logStart,
        troubles,
        fault);
  }

  private Comparator<Integer> order() {
    return Comparator.comparing((Integer i) -> sink(i), Sink.ORDER)
        .thenComparing(i -> backend(own(i)), Backend.ORDER)
        .thenComparing(i -> backend(lost(i)), Backend.ORDER)
        .thenComparing(i -> primary.owner() == own(i))
        .thenComparing(i -> primary.owner() == lost(i));
  }

  /** None is not the oldest. */
  private static int older(int one, int other) {
    return one == 0 ? other : other == 0 ? one : Math.min(one, other);
  }

  private static <T> List<T> with(List<T> all, int at, T one) {
    List<T> copy = new ArrayList<>(all);
    copy.set(at, one);
    return List.copyOf(copy);
  }
}
