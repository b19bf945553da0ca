package io.healthtrack.sink.model;

import java.util.List;

/**
 * What is told of one hour of one person and metric. Readings are bits of a number.
 *
 * @param records of {@code readings.valid}, each a batch
 * @param words of {@code readings.windows}: the readings that each counts
 */
record Hours(List<Told> records, List<Integer> words) {

  /** A reading that arrives, or is taken back; the stream knows of the fresh ones. */
  record Told(int reading, boolean fresh, boolean takenBack) {

    static Told fresh(int reading) {
      return new Told(reading, true, false);
    }

    static Told unproven(int reading) {
      return new Told(reading, false, false);
    }

    static Told takenBack(int reading) {
      return new Told(reading, false, true);
    }

    int after(int rows) {
      return takenBack ? rows & ~reading : rows | reading;
    }
  }
}
