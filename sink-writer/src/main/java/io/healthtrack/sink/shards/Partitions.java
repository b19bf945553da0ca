package io.healthtrack.sink.shards;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Partition numbers of topics keyed by person; a person's records have one number in all of them.
 *
 * @param numbers the numbers; none stands for all there are
 */
public record Partitions(NavigableSet<Integer> numbers) {

  /** Whatever partitions the topics have. */
  public static final Partitions ALL = new Partitions(new TreeSet<>());

  private static final int MOST = 100_000;

  /** Copies, and refuses numbers that no partition has. */
  public Partitions {
    numbers = Collections.unmodifiableNavigableSet(new TreeSet<>(numbers));
    if (!numbers.isEmpty() && (numbers.first() < 0 || numbers.last() >= MOST)) {
      throw new IllegalArgumentException("no partition has such a number");
    }
  }

  /**
   * Reads numbers and ranges such as {@code 0-63,128}.
   *
   * @throws IllegalArgumentException if there is none, or what is there is neither
   */
  public static Partitions parse(String text) {
    TreeSet<Integer> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      int from = Integer.parseInt(ends[0].strip());
      int until = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
      if (ends.length > 2 || from > until || until >= MOST) {
        throw new IllegalArgumentException("no numbers and ranges such as 0-63,128: " + text);
      }
      IntStream.rangeClosed(from, until).forEach(numbers::add);
    }
    return new Partitions(numbers);
  }

  /** Whether these are all there are. */
  public boolean all() {
    return numbers.isEmpty();
  }

  /** Whether this one belongs to them. */
  public boolean contains(int partition) {
    return all() || numbers.contains(partition);
  }

  /** How many of them come before this one. */
  public int rank(int partition) {
    return all() ? partition : numbers.headSet(partition).size();
  }

  /** As it is read. */
  @Override
  public String toString() {
    if (all()) {
      return "all";
    }
    StringBuilder text = new StringBuilder();
    Integer from = null;
    for (Integer number : numbers) {
      from = from == null ? number : from;
      if (!numbers.contains(number + 1)) {
        text.append(text.isEmpty() ? "" : ",").append(from);
        text.append(from.equals(number) ? "" : "-" + number);
        from = null;
      }
    }
    return text.toString();
  }
}
