package io.healthtrack.sink.model;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever number of writers the sinks have that want a lane, no partition has two who can move it,
 * and none stays without anybody.
 */
class WritersModelTest {

  private static final Logger LOG = LoggerFactory.getLogger(WritersModelTest.class);

  @Test
  void threeAndTwoWritersReadEveryPartition() {
    holds(new WritersModel(4, 1, true, 8, 3, 2));
  }

  @Test
  void twoAndThreeWritersReadEveryPartition() {
    holds(new WritersModel(3, 1, true, 8, 2, 3));
  }

  @Test
  void moreWritersThanPartitionsReadEveryPartition() {
    holds(new WritersModel(2, 1, true, 8, 3, 2));
  }

  @Test
  void twoWritersAndOneOutliveTwoFaults() {
    holds(new WritersModel(2, 2, true, 6, 2, 1));
  }

  @Test
  void isStuckWhenEveryWriterTakesItsShareAlone() {
    assertInstanceOf(Explorer.Finding.Stuck.class, explore(new WritersModel(4, 0, false, 4, 3, 2)));
  }

  private static void holds(WritersModel model) {
    assertInstanceOf(Explorer.Finding.Holds.class, explore(model));
  }

  private static Explorer.Finding explore(WritersModel model) {
    long begun = System.nanoTime();
    Explorer.Finding found = Explorer.explore(model);
    LOG.info("after {} ms: {}", (System.nanoTime() - begun) / 1_000_000, found);
    return found;
  }
}
