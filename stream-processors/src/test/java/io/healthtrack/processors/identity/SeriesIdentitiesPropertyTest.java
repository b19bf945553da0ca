package io.healthtrack.processors.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.processors.testing.MapStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Compares bounded state with a memory that forgets nothing, not even in a reset. */
class SeriesIdentitiesPropertyTest {

  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final long MINUTE = 60_000_000L;
  private static final UUID USER = new UUID(7, 7);

  /**
   * One thing that happens.
   *
   * @param device which of two devices measured
   * @param minute measured at, in minutes from the beginning
   * @param id which of some ids; for ids that clients do not give, one per minute and value
   * @param content which of two contents
   * @param reset whether all state is lost just before
   */
  record Arrival(
      int device,
      int minute,
      int id,
      int content,
      boolean named,
      boolean correction,
      boolean reset) {}

  private record Passed(int device, long measuredAt, UUID id) {}

  private record Exact(int device, UUID id, long digest) {}

  @Property(tries = 400)
  void freshIsNeverSaidOfWhatMayBeInTheTable(@ForAll("arrivals") List<Arrival> arrivals) {
    Set<Passed> table = new HashSet<>();
    Set<Exact> sinceReset = new HashSet<>();
    State state = new State(true, 0, 3);
    long now = 0;
    for (Arrival arrival : arrivals) {
      // Arrives when it was measured at the earliest, but for the clock's allowance.
      now = Math.max(now, arrival.minute() * MINUTE - AHEAD.toNanos() / 1_000);
      if (arrival.reset()) {
        state = new State(table.isEmpty(), now, 3);
        sinceReset.clear();
      }
      SeriesIdentities.Claim claim = claim(arrival);
      Finding finding = state.settle(claim, now);
      Passed row = new Passed(arrival.device(), claim.measuredAt(), claim.id());
      Exact exact = new Exact(arrival.device(), claim.id(), claim.digest());
      switch (finding) {
        case FRESH -> assertFalse(table.contains(row), "fresh, but in the table");
        case DUPLICATE -> assertTrue(sinceReset.contains(exact), "duplicate of nothing");
        case CONFLICT -> assertFalse(claim.correction(), "a correction is no conflict");
        case UNPROVEN -> {}
      }
      if (finding == Finding.FRESH || finding == Finding.UNPROVEN) {
        table.add(row);
        sinceReset.add(exact);
      }
      assertTrue(state.buckets.approximateNumEntries() <= 2 * (61 + 61), "state is not bounded");
    }
  }

  @Property(tries = 200)
  void withinTheHorizonNothingIsLeftToTheTable(@ForAll("recent") List<Arrival> arrivals) {
    State state = new State(true, 0, 4);
    Set<Exact> passed = new HashSet<>();
    for (Arrival arrival : arrivals) {
      SeriesIdentities.Claim claim = claim(arrival);
      Exact exact = new Exact(arrival.device(), claim.id(), claim.digest());
      assertEquals(
          passed.add(exact) ? Finding.FRESH : Finding.DUPLICATE, state.settle(claim, 0), "exact");
    }
  }

  /** Long enough for tails to become chunks, and for chunks to expire. */
  @Property(tries = 100)
  void aSeriesInOrderIsKnownAsFarAsTheHorizonReaches(
      @ForAll @IntRange(min = 1, max = 200) int seconds,
      @ForAll @IntRange(min = 0, max = 1_000) int lateBy) {
    State state = new State(true, 0, 4_096);
    long step = seconds * 1_000_000L;
    for (int i = 1; i <= 1_000; i++) {
      assertEquals(Finding.FRESH, state.settle(ofTime(i * step, i), 0));
      if (i % 7 == 0) {
        int other = Math.max(1, i - lateBy);
        boolean remembered = (i - other) * step < 3_600_000_000L;
        assertEquals(
            remembered ? Finding.DUPLICATE : Finding.UNPROVEN,
            state.settle(ofTime(other * step, other), 0));
        if (remembered) {
          // Between two others, and then once more.
          SeriesIdentities.Claim late = ofTime(other * step - step / 2, 10_000 + i);
          boolean known = (i - other) * step + step / 2 < 3_600_000_000L;
          assertEquals(known ? Finding.FRESH : Finding.UNPROVEN, state.settle(late, 0));
          assertEquals(known ? Finding.DUPLICATE : Finding.UNPROVEN, state.settle(late, 0));
        }
      }
    }
    // Buckets of late ids, and chunks of an hour.
    assertTrue(
        state.buckets.approximateNumEntries() <= 61 + 3_600 / seconds / 16 + 2,
        "state is not bounded");
  }

  /** What is left out is never called fresh when it comes again, also not from a chunk. */
  @Test
  void whatIsLeftOutIsLeftToTheTable() {
    // Sixty ids an hour in order: three chunks of sixteen, and a tail.
    State state = new State(true, 0, 1);
    for (int i = 1; i <= 1_000; i++) {
      assertEquals(Finding.FRESH, state.settle(ofTime(i * 10_000_000L, i), 0));
    }
    Set<Finding> again = new HashSet<>();
    for (int i = 650; i <= 1_000; i++) {
      again.add(state.settle(ofTime(i * 10_000_000L, i), 0));
    }
    assertEquals(Set.of(Finding.DUPLICATE, Finding.UNPROVEN), again);
    for (int i = 1_001; i <= 2_000; i++) {
      assertEquals(Finding.FRESH, state.settle(ofTime(i * 10_000_000L, i), 0));
      assertNotEquals(Finding.FRESH, state.settle(ofTime((i - 200) * 10_000_000L, i - 200), 0));
    }
    assertTrue(state.buckets.approximateNumEntries() <= 61 + 4, "state is not bounded");
  }

  /** State of before there were chunks is read on, and grows into today's. */
  @Test
  void aHeadOfTheFirstLayoutIsReadOn() {
    State state = new State(true, 0, 4_096);
    SeriesIdentities.Claim older = ofTime(10 * MINUTE, 1);
    SeriesIdentities.Claim newer = ofTime(12 * MINUTE + 5, 2);
    state.heads.put(
        newer.series(),
        ByteBuffer.allocate(17 + 24)
            .putLong(newer.measuredAt())
            .putLong(1L << 2)
            .put((byte) 0)
            .put(entry(newer))
            .array());
    state.buckets.put(SeriesKey.bucket(older.series(), 10), entry(older));

    assertEquals(Finding.DUPLICATE, state.settle(older, 0));
    assertEquals(Finding.DUPLICATE, state.settle(newer, 0));
    SeriesIdentities.Claim between = ofTime(11 * MINUTE, 3);
    SeriesIdentities.Claim sameMinute = ofTime(12 * MINUTE + 1, 4);
    assertEquals(Finding.FRESH, state.settle(between, 0));
    assertEquals(Finding.FRESH, state.settle(sameMinute, 0));
    for (int i = 1; i <= 40; i++) {
      assertEquals(Finding.FRESH, state.settle(ofTime((12 + i) * MINUTE + 5, 4 + i), 0));
    }
    for (SeriesIdentities.Claim known : List.of(older, newer, between, sameMinute)) {
      assertEquals(Finding.DUPLICATE, state.settle(known, 0));
    }
    assertEquals(Finding.FRESH, state.settle(ofTime(73 * MINUTE, 100), 0));
    assertEquals(Finding.UNPROVEN, state.settle(newer, 0), "an hour has passed");
  }

  private static byte[] entry(SeriesIdentities.Claim claim) {
    return ByteBuffer.allocate(24)
        .putLong(claim.id().getMostSignificantBits())
        .putLong(claim.id().getLeastSignificantBits())
        .putLong(claim.digest())
        .array();
  }

  private static SeriesIdentities.Claim ofTime(long micros, int id) {
    return new SeriesIdentities.Claim(
        SeriesKey.of(USER, (short) 1, new UUID(3, 0)),
        new UUID(2, id),
        2L * id,
        micros,
        false,
        false);
  }

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    return arrival(300, true).list().ofMaxSize(120);
  }

  @Provide
  Arbitrary<List<Arrival>> recent() {
    return arrival(59, false).list().ofMaxSize(120);
  }

  private static Arbitrary<Arrival> arrival(int minutes, boolean troubled) {
    Arbitrary<Boolean> seldom = Arbitraries.integers().between(0, 9).map(i -> troubled && i == 0);
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(1, minutes),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, troubled ? 1 : 0),
            seldom,
            seldom,
            Arbitraries.integers().between(0, 39).map(i -> troubled && i == 0))
        .as(Arrival::new);
  }

  private static SeriesIdentities.Claim claim(Arrival arrival) {
    UUID id =
        arrival.named()
            ? new UUID(1, arrival.id())
            : new UUID(2, arrival.device() * 1_000_000L + arrival.minute() * 100L + arrival.id());
    long content = arrival.content() * 2L + (arrival.correction() ? 1 : 0);
    long digest = (content * 1_000 + (arrival.named() ? arrival.minute() : 0)) * 2;
    return new SeriesIdentities.Claim(
        SeriesKey.of(USER, (short) 1, new UUID(3, arrival.device())),
        id,
        digest,
        arrival.minute() * MINUTE,
        arrival.named(),
        arrival.correction());
  }

  private static final class State {

    private final MapStore heads = new MapStore();
    private final MapStore buckets = new MapStore();
    private final SeriesIdentities identities;
    private final Provenance provenance;

    State(boolean born, long now, int capacity) {
      identities =
          new SeriesIdentities(heads, buckets, new MapStore(), Duration.ofHours(1), capacity);
      provenance = new Provenance(new MapStore(), 0, born, AHEAD);
      // The first record after the loss leaves the mark.
      provenance.provenFrom(now, now);
    }

    Finding settle(SeriesIdentities.Claim claim, long now) {
      return identities.settle(claim, provenance.provenFrom(now, now));
    }
  }
}
