package io.healthtrack.sink.model;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An hour ends as what the table holds, whoever comes between whom; and the model can fail. */
class WindowModelTest {

  private static final Logger LOG = LoggerFactory.getLogger(WindowModelTest.class);

  private static final Hours.Told FIRST = Hours.Told.fresh(1);
  private static final Hours.Told SECOND = Hours.Told.fresh(2);
  private static final Hours.Told LATE = Hours.Told.unproven(4);
  private static final Hours.Told GONE = Hours.Told.takenBack(1);

  private static final List<Hours> ALL =
      List.of(
          new Hours(List.of(FIRST, SECOND), List.of(1, 3)),
          new Hours(List.of(FIRST, LATE, SECOND), List.of(1, 3)),
          new Hours(List.of(FIRST, GONE), List.of(1)),
          new Hours(List.of(FIRST, LATE, GONE), List.of(1)),
          new Hours(List.of(FIRST, GONE, SECOND), List.of(1, 3)),
          new Hours(List.of(FIRST, GONE, LATE, SECOND), List.of(1, 3)),
          new Hours(List.of(LATE, FIRST, GONE, SECOND), List.of(1, 3)));

  @Test
  void everyHourEndsAsTheTableHasIt() {
    for (Hours told : ALL) {
      assertInstanceOf(Explorer.Finding.Holds.class, explore(told, WindowRules.REAL));
    }
  }

  @Test
  void failsWithoutTheLock() {
    breaks(
        new WindowRules() {
          @Override
          public boolean locks() {
            return false;
          }
        });
  }

  @Test
  void failsWithTwoRepairsAtOnce() {
    breaks(
        new WindowRules() {
          @Override
          public boolean alone() {
            return false;
          }
        });
  }

  @Test
  void failsWhenARequestIsRemovedThatWasCountedUp() {
    breaks(
        new WindowRules() {
          @Override
          public boolean counts() {
            return false;
          }
        });
  }

  @Test
  void failsWhenTheStreamIsHeardOfHoursOfTheTable() {
    breaks(
        new WindowRules() {
          @Override
          public boolean passesOver() {
            return false;
          }
        });
  }

  @Test
  void failsWhenUnprovenReadingsAskForNothing() {
    breaks(
        new WindowRules() {
          @Override
          public boolean queuesUnproven() {
            return false;
          }
        });
  }

  @Test
  void failsWhenFreshReadingsOfTheTablesHoursAskForNothing() {
    breaks(
        new WindowRules() {
          @Override
          public boolean queuesFresh() {
            return false;
          }
        });
  }

  private static void breaks(WindowRules rules) {
    assertTrue(
        ALL.stream().anyMatch(told -> explore(told, rules) instanceof Explorer.Finding.Broken));
  }

  private static Explorer.Finding explore(Hours told, WindowRules rules) {
    Explorer.Finding found = Explorer.explore(new WindowModel(told, rules));
    LOG.info("{}", found);
    return found;
  }
}
