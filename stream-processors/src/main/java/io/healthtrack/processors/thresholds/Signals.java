package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.Evidence;
import io.healthtrack.avro.Reading;
import java.util.List;

/** What each kind of rule holds against its limits. */
final class Signals {

  private Signals() {}

  /** The reading's own value. */
  static Signal value(Rule rule, Reading reading) {
    double value = reading.getValue();
    return new Signal(
        value,
        reading.getComparator(),
        reading.getUnit(),
        Limit.of(rule.version(), value, reading.getComparator()),
        List.of(new Evidence("value", value, reading.getUnit(), reading.getMeasuredAt())));
  }
}
