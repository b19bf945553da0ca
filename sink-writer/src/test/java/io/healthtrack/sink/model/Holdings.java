package io.healthtrack.sink.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who holds which partition of a lane, at one moment.
 *
 * @param partitions as the database has them
 * @param copy as an older copy of the database has them
 * @param writers of all sinks
 * @param troubles how many faults may still happen
 */
record Holdings(List<Held> partitions, List<Held> copy, List<Writer> writers, int troubles) {

  /**
   * What {@code ops.lane_offsets} says of a partition.
   *
   * @param epoch 0 if never claimed
   * @param by the writer whose session is recorded; {@link #NOBODY} if none is, or it has ended
   */
  record Held(int epoch, int by) {

    static final int NOBODY = -1;

    Held left(int writer) {
      return by == writer ? new Held(epoch, NOBODY) : this;
    }

    Held younger(int less) {
      return epoch == 0 ? this : new Held(epoch - less, by);
    }
  }

  static Holdings first(int partitions, int writers, int troubles) {
    List<Held> never = Collections.nCopies(partitions, new Held(0, Held.NOBODY));
    return new Holdings(never, never, Collections.nCopies(writers, Writer.NEW), troubles);
  }

  Writer writer(int number) {
    return writers.get(number);
  }

  Holdings writer(int number, Writer now) {
    List<Writer> all = new ArrayList<>(writers);
    all.set(number, now);
    return new Holdings(partitions, copy, List.copyOf(all), troubles);
  }

  Holdings partition(int number, Held now) {
    List<Held> all = new ArrayList<>(partitions);
    all.set(number, now);
    return new Holdings(List.copyOf(all), copy, writers, troubles);
  }

  /** Whether a writer is there that may move its position. */
  boolean moved(Held held) {
    return held.by() != Held.NOBODY
        && writer(held.by()).phase() == Writer.Phase.WORKS
        && writer(held.by()).mine() == held.epoch();
  }

  /** The writer's session is over. */
  Holdings ended(int number) {
    List<Held> left = partitions.stream().map(held -> held.left(number)).toList();
    return new Holdings(left, copy, writers, troubles).writer(number, writer(number).idle());
  }

  Holdings replicated() {
    List<Held> unowned =
        partitions.stream().map(held -> new Held(held.epoch(), Held.NOBODY)).toList();
    return new Holdings(partitions, unowned, writers, troubles);
  }

  Holdings failedOver() {
    return new Holdings(copy, copy, writers.stream().map(Writer::idle).toList(), troubles);
  }

  Holdings trouble() {
    // A copy that nobody will need any more is as good as none.
    List<Held> kept =
        troubles == 1 ? Collections.nCopies(partitions.size(), new Held(0, Held.NOBODY)) : copy;
    return new Holdings(partitions, kept, writers, troubles - 1);
  }

  /**
   * With epochs counted from the oldest that anybody knows: nothing depends on more than which is
   * greater, and by how much.
   */
  Holdings counted() {
    int oldest =
        Stream.of(
                writers.stream().flatMapToInt(one -> IntStream.of(one.mine(), one.wanted())),
                partitions.stream().mapToInt(Held::epoch),
                copy.stream().mapToInt(Held::epoch))
            .flatMapToInt(epochs -> epochs)
            .filter(epoch -> epoch > 0)
            .min()
            .orElse(1);
    int less = oldest - 1;
    return less == 0
        ? this
        : new Holdings(
            partitions.stream().map(held -> held.younger(less)).toList(),
            copy.stream().map(held -> held.younger(less)).toList(),
            writers.stream().map(writer -> writer.younger(less)).toList(),
            troubles);
  }

  /** The newest epoch that anybody knows. */
  int newest() {
    return Math.max(
        newest(all -> true),
        writers.stream().mapToInt(one -> Math.max(one.mine(), one.wanted())).max().orElseThrow());
  }

  /** The newest epoch of partitions. */
  int newest(Predicate<Integer> among) {
    int newest = 0;
    for (int partition = 0; partition < partitions.size(); partition++) {
      if (among.test(partition)) {
        newest = Math.max(newest, partitions.get(partition).epoch());
      }
    }
    return newest;
  }

  Holdings writers(UnaryOperator<Writer> to, Predicate<Integer> of) {
    Holdings all = this;
    for (int number = 0; number < writers.size(); number++) {
      if (of.test(number)) {
        all = all.ended(number).writer(number, to.apply(writer(number)));
      }
    }
    return all;
  }
}
