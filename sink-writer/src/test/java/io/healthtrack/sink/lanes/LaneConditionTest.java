package io.healthtrack.sink.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class LaneConditionTest {

  private final LaneCondition condition =
      new LaneCondition(
          "readings", new LaneMetrics(new LaneGauges(new SimpleMeterRegistry(), Tags.empty())));

  @Test
  void tellsTheFirstReasonBesideTheLast() {
    condition.running();
    condition.paused("53100", "database: the disk is full");
    assertEquals("paused: database: the disk is full", told());

    condition.paused("08001", "database: no connection");
    assertEquals(
        "paused: database: no connection; it began with database: the disk is full", told());

    condition.running();
    condition.paused("08001", "database: no connection");
    assertEquals("paused: database: no connection", told());
  }

  @Test
  void isPausedUntilABatchIsWritten() {
    condition.paused("42501", "database: a right is missing");

    condition.begins();
    condition.idle();
    assertInstanceOf(LaneState.Paused.class, condition.state());

    condition.running();
    assertInstanceOf(LaneState.Running.class, condition.state());
  }

  @Test
  void runsAtOnceWhenThereIsNothingToWriteAtFirst() {
    condition.begins();
    condition.idle();

    assertInstanceOf(LaneState.Running.class, condition.state());
  }

  private String told() {
    return condition.state().describe();
  }
}
