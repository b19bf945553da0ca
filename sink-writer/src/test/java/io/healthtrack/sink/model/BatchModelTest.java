package io.healthtrack.sink.model;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.healthtrack.sink.offsets.EpochDecision;
import io.healthtrack.sink.offsets.StartDecision;
import io.healthtrack.sink.readings.Word;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever fails at whatever moment, every record is stored once, and the work gets done without a
 * hand. And the model can fail: with one of the rules left out it does.
 */
class BatchModelTest {

  private static final Logger LOG = LoggerFactory.getLogger(BatchModelTest.class);

  @Test
  void twoSinksStoreEveryRecordOnce() {
    holds(new BatchModel(2, 3, false, LedgerRules.REAL));
  }

  @Test
  void threeSinksStoreEveryRecordOnce() {
    holds(new BatchModel(3, 1, false, LedgerRules.REAL));
  }

  @Test
  void oneSinkOutlivesFourFaults() {
    holds(new BatchModel(1, 4, false, LedgerRules.REAL));
  }

  @Test
  void noRecordIsSkippedThatTheLogLost() {
    holds(new BatchModel(2, 2, true, LedgerRules.REAL));
  }

  @Test
  void failsWithoutTheEpoch() {
    breaks(
        new LedgerRules() {
          @Override
          public boolean mayMove(int storedEpoch, int position, int epoch, int expected) {
            return position == expected;
          }
        });
  }

  @Test
  void onlyTheExpectedPositionGuardsAgainstAnEpochThatIsClaimedTwice() {
    breaks(
        new WithoutPosition() {
          @Override
          public boolean mayClaim(int storedEpoch, int epoch) {
            return storedEpoch <= epoch;
          }
        });
  }

  @Test
  void onlyTheExpectedPositionGuardsASessionThatGoesByWhatItRemembers() {
    breaks(
        new WithoutPosition() {
          @Override
          public boolean remembers() {
            return true;
          }
        });
  }

  @Test
  void failsWhenRowsAndPositionAreTwoTransactions() {
    breaks(
        new LedgerRules() {
          @Override
          public boolean together() {
            return false;
          }
        });
  }

  @Test
  void onlyTheExpectedPositionGuardsAgainstSkippingRecordsThatAreGone() {
    breaks(
        new WithoutPosition() {
          @Override
          public StartDecision start(OptionalLong stored, int logStart, int logEnd) {
            return new StartDecision.From(Math.max(stored.orElse(0), logStart));
          }
        });
  }

  @Test
  void failsWhenTheLastWordHolds() {
    breaks(
        new LedgerRules() {
          @Override
          public boolean replaces(Word current, Word next) {
            return true;
          }
        });
  }

  @Test
  void isStuckWhenTheLastOffsetPlusOneIsStored() {
    isStuck(
        new LedgerRules() {
          @Override
          public int next(int expected, int reached) {
            return Math.min(reached, Log.end() - 1);
          }
        });
  }

  @Test
  void isStuckWhenASessionGoesByWhatItRemembers() {
    isStuck(
        new LedgerRules() {
          @Override
          public boolean remembers() {
            return true;
          }
        });
  }

  @Test
  void isStuckWhenNobodyTakesOver() {
    isStuck(
        new LedgerRules() {
          @Override
          public EpochDecision epoch(int mine, int stored, boolean ownerGone) {
            return EpochDecision.of(mine, stored, false);
          }
        });
  }

  /**
   * Alone it loses nothing: a session begins with the database's position and an epoch of its own.
   */
  private static class WithoutPosition implements LedgerRules {
    @Override
    public final boolean mayMove(int storedEpoch, int position, int epoch, int expected) {
      return storedEpoch == epoch;
    }
  }

  private static void holds(BatchModel model) {
    assertInstanceOf(Explorer.Finding.Holds.class, explore(model));
  }

  private static void breaks(LedgerRules rules) {
    assertInstanceOf(Explorer.Finding.Broken.class, explore(new BatchModel(2, 1, true, rules)));
  }

  private static void isStuck(LedgerRules rules) {
    assertInstanceOf(Explorer.Finding.Stuck.class, explore(new BatchModel(2, 1, false, rules)));
  }

  private static Explorer.Finding explore(BatchModel model) {
    long begun = System.nanoTime();
    Explorer.Finding found = Explorer.explore(model);
    LOG.info("after {} ms: {}", (System.nanoTime() - begun) / 1_000_000, found);
    return found;
  }
}
