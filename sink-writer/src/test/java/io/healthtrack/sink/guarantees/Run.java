package io.healthtrack.sink.guarantees;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One run of the suite: everything that happens in it follows from its number.
 *
 * @param number from 0; the first of its faults goes round with it
 * @param faults what befalls, one after the other
 */
record Run(int number, List<Fault> faults) {

  static Run of(int number) {
    Fault[] kinds = Fault.values();
    List<Fault> faults = new ArrayList<>();
    faults.add(kinds[number % kinds.length]);
    Random random = new Random(number);
    // The first round has one of each alone: what fails there is easiest to understand.
    while (number >= kinds.length && faults.size() < 4 && random.nextInt(3) == 0) {
      faults.add(kinds[random.nextInt(kinds.length)]);
    }
    return new Run(number, List.copyOf(faults));
  }

  /** Chance of this run; {@code purpose} keeps its uses apart. */
  Random random(String purpose) {
    return new Random(31L * number + purpose.hashCode());
  }
}
