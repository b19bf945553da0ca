package io.healthtrack.processors.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SeriesEpisodesTest {

  /** The bytes are those that version 0.1 wrote for an open, live episode above its limit. */
  @Test
  void stateOfTheFirstReleaseIsRead() {
    SeriesEpisodes held = SeriesEpisodes.read(firstLayout(5_000_000L, (byte) 0b101));

    RuleState state = held.states().getFirst();
    assertEquals(5_000_000L, held.newest());
    assertEquals(SeriesEpisodes.NOT_FILED, held.deadline());
    assertTrue(state.open() && state.above());
    assertFalse(state.acknowledged() || state.course().raised() || state.course().silent());
    assertEquals(3, state.revision());
    assertEquals(171.5, state.extreme());
    assertEquals(Severity.CRITICAL, state.attention().worst());
    assertEquals(0, state.attention().calledAt());
    assertEquals(Calm.NONE, state.calm());

    SeriesEpisodes after = held.with(state.takenOn());
    assertEquals(after, SeriesEpisodes.read(after.write()));
  }

  @Test
  void aSeriesOfTheFirstReleaseThatBeganLongAgoIsRead() {
    SeriesEpisodes held = SeriesEpisodes.read(firstLayout(-2_208_988_800_000_000L, (byte) 0b1010));

    assertEquals(-2_208_988_800_000_000L, held.newest());
    assertTrue(held.states().getFirst().acknowledged());
    assertTrue(held.states().getFirst().retrospective() || !held.states().getFirst().open());
    assertNull(held.states().getFirst().attention().worst());
  }

  @Test
  void aRestingSeriesOfTheFirstReleaseIsRead() {
    SeriesEpisodes held = SeriesEpisodes.read(ByteBuffer.allocate(8).putLong(7).array());

    assertEquals(7, held.newest());
    assertTrue(held.states().isEmpty());
  }

  @Test
  void everythingIsKept() {
    RuleState state =
        new RuleState(
            new UUID(1, 2),
            new Course(true, 4, 5, 6, 7, Severity.CRITICAL, false, true, true),
            new RuleState.Breach(true, 12, 171.5),
            new Attention(false, 8, 9, Severity.WARNING, true, true, true, Severity.CRITICAL),
            new Calm(10, Severity.WARNING));
    RuleState resting =
        new RuleState(
            new UUID(3, 4),
            new Course(false, Course.NEVER, Course.NEVER, 0, 1, Severity.INFO, false, false, false),
            new RuleState.Breach(false, 0, 0),
            Attention.NONE,
            Calm.NONE);
    SeriesEpisodes held = new SeriesEpisodes(-1, 2, 3, List.of(state, resting));

    assertEquals(held, SeriesEpisodes.read(held.write()));
  }

  private static byte[] firstLayout(long newest, byte flags) {
    return ByteBuffer.allocate(8 + 58)
        .putLong(newest)
        .putLong(1)
        .putLong(2)
        .put(flags)
        .putLong(4_000_000L)
        .putLong(Long.MIN_VALUE)
        .putInt(3)
        .putInt(1)
        .put((byte) 2)
        .putLong(12)
        .putDouble(171.5)
        .array();
  }
}
