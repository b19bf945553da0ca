package io.healthtrack.sink.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BatchLimitTest {

  private final BatchLimit limit = new BatchLimit(2_000);

  @Test
  void isThePolicysWhileAllIsWell() {
    limit.succeeded();
    assertEquals(2_000, limit.rows());
    assertFalse(limit.narrow());
  }

  @Test
  void becomesSmallerUntilABatchIsOneRecordThatFits() {
    for (int failure = 0; failure < 20; failure++) {
      limit.failed(limit.rows());
      assertTrue(limit.narrow());
    }
    assertEquals(1, limit.rows());
  }

  @Test
  void becomesSmallerThanTheBatchThatFailed() {
    limit.failed(90);
    assertEquals(45, limit.rows());
  }

  @Test
  void growsBackWithEveryBatch() {
    limit.failed(2_000);
    limit.failed(1_000);
    assertEquals(500, limit.rows());
    limit.succeeded();
    assertEquals(1_000, limit.rows());
    limit.succeeded();
    limit.succeeded();
    assertEquals(2_000, limit.rows());
  }
}
