package io.healthtrack.sink.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MovementTest {

  private static final TopicPartition ZERO = new TopicPartition("t", 0);
  private static final TopicPartition ONE = new TopicPartition("t", 1);

  @Test
  void movesOnlyWhatMoved() {
    assertEquals(
        List.of(new Movement(ONE, 5, 9)),
        Movement.between(Map.of(ZERO, 3L, ONE, 5L), Map.of(ZERO, 3L, ONE, 9L)));
  }

  @Test
  void movesOverMarkersWithoutRecords() {
    assertEquals(
        List.of(new Movement(ZERO, 3, 4)), Movement.between(Map.of(ZERO, 3L), Map.of(ZERO, 4L)));
  }

  @Test
  void neverMovesBack() {
    assertThrows(
        IllegalArgumentException.class, () -> Movement.between(Map.of(ZERO, 3L), Map.of(ZERO, 2L)));
  }
}
