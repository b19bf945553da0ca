package io.healthtrack.sink.model;

import java.util.List;

/**
 * One hour at one moment; what is committed, then who is in the middle of what.
 *
 * @param rows which readings are in the table
 * @param batch whether fresh readings came that no repair has looked at
 * @param requests how often a repair was asked for; 0 for not
 * @param ofTheTable whether the stream is heard no more
 * @param window which readings the window counts; 0 for no window
 * @param byTable whether the window was computed from the table
 * @param revision of the stream's window
 * @param stored how many records are stored
 * @param storing whether the next one is being stored
 * @param heard how many of the stream's words are taken in
 * @param listening whether the next one is being taken in
 * @param passing whether the hour was the table's when the lane looked
 * @param repairs those under way
 */
record Hour(
    int rows,
    boolean batch,
    int requests,
    boolean ofTheTable,
    int window,
    boolean byTable,
    int revision,
    int stored,
    boolean storing,
    int heard,
    boolean listening,
    boolean passing,
    List<Repair> repairs) {

  /**
   * A repair under way.
   *
   * @param read the number of requests it read
   * @param took the readings it found; -1 before it looks
   */
  record Repair(Phase phase, int read, int took) {
    static final Repair NONE = new Repair(Phase.NONE, 0, -1);
  }

  /** How far a repair is. */
  enum Phase {
    /** Nothing under way. */
    NONE,
    /** Has read the request. */
    ASKED,
    /** Has taken hold of the hour. */
    HOLDS,
    /** Has read the rows. */
    FOLDED
  }

  static final Hour FIRST =
      new Hour(
          0,
          false,
          0,
          false,
          0,
          false,
          0,
          0,
          false,
          0,
          false,
          false,
          List.of(Repair.NONE, Repair.NONE));

  boolean held() {
    return repairs.stream().anyMatch(r -> r.phase().compareTo(Phase.HOLDS) >= 0);
  }

  boolean repairing() {
    return repairs.stream().anyMatch(r -> r.phase() != Phase.NONE);
  }

  Hour storing(boolean now) {
    return new Hour(
        rows,
        batch,
        requests,
        ofTheTable,
        window,
        byTable,
        revision,
        stored,
        now,
        heard,
        listening,
        passing,
        repairs);
  }

  Hour stored(int rowsNow, boolean batchNow, int requestsNow) {
    return new Hour(
        rowsNow,
        batchNow,
        requestsNow,
        ofTheTable,
        window,
        byTable,
        revision,
        stored + 1,
        false,
        heard,
        listening,
        passing,
        repairs);
  }

  Hour listening(boolean passes) {
    return new Hour(
        rows,
        batch,
        requests,
        ofTheTable,
        window,
        byTable,
        revision,
        stored,
        storing,
        heard,
        true,
        passes,
        repairs);
  }

  Hour heard(int windowNow, int revisionNow) {
    return new Hour(
        rows,
        batch,
        requests,
        ofTheTable,
        windowNow,
        byTable,
        revisionNow,
        stored,
        storing,
        heard + 1,
        false,
        false,
        repairs);
  }

  Hour looked(int requestsNow) {
    return new Hour(
        rows,
        false,
        requestsNow,
        ofTheTable,
        window,
        byTable,
        revision,
        stored,
        storing,
        heard,
        listening,
        passing,
        repairs);
  }

  Hour repair(int which, Repair now) {
    List<Repair> all =
        which == 0 ? List.of(now, repairs.getLast()) : List.of(repairs.getFirst(), now);
    return new Hour(
        rows,
        batch,
        requests,
        ofTheTable,
        window,
        byTable,
        revision,
        stored,
        storing,
        heard,
        listening,
        passing,
        all);
  }

  Hour repaired(int which, int windowNow, int requestsNow) {
    return new Hour(
            rows,
            batch,
            requestsNow,
            true,
            windowNow,
            windowNow != 0,
            0,
            stored,
            storing,
            heard,
            listening,
            passing,
            repairs)
        .repair(which, Repair.NONE);
  }
}
