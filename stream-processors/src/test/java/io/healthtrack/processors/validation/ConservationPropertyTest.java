package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Consent;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever people decide, and whatever is sent again: every record has one end, at every prefix.
 */
class ConservationPropertyTest {

  private static final UUID OTHER = SubjectIdentity.user("default", "test", "ben");

  @Property(tries = 20)
  void everyRecordHasExactlyOneEnd(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 80) int length) {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      World world = new World(run, random);
      for (int step = 0; step < length; step++) {
        world.step(NOON.plusSeconds(60L * step));
        world.check();
      }
    }
  }

  private static final class World {
    private final ValidationRun run;
    private final Random random;
    private final List<Reading> sent = new ArrayList<>();
    private final List<QuarantinedReading> kept = new ArrayList<>();
    private final Map<UUID, Integer> replays = new HashMap<>();
    private final Set<UUID> fresh = new HashSet<>();
    private final Map<UUID, Integer> erasures = new HashMap<>();
    private long records;
    private long counted;
    private long passed;
    private long refused;

    World(ValidationRun run, Random random) {
      this.run = run;
      this.random = random;
    }

    void step(Instant now) {
      UUID user = random.nextBoolean() ? USER : OTHER;
      switch (random.nextInt(12)) {
        case 0 -> run.decide(user, now, denial(now.minusSeconds(random.nextInt(600))));
        case 1 -> run.decide(user, now);
        case 2 -> erase(user, now);
        case 3 ->
            run.register(
                User.newBuilder()
                    .setUserId(user)
                    .setBirthYear(1980)
                    .setTenant(random.nextInt(4) == 0 ? "clinic" : "default")
                    .setChangedAt(now)
                    .build(),
                now);
        case 4 -> {
          run.sendBytes(UuidSerializer.bytes(user), new byte[] {9}, now);
          records++;
        }
        case 5, 6 -> replay();
        case 7 -> {
          if (!sent.isEmpty()) {
            send(sent.get(random.nextInt(sent.size())));
          }
        }
        default -> {
          double value = random.nextInt(4) == 0 ? 310 : 60 + random.nextInt(30);
          Reading reading = heartRate(now.minusSeconds(random.nextInt(300)), value);
          reading.setReadingId(new UUID(user.getMostSignificantBits(), random.nextLong()));
          reading.setUserId(user);
          reading.setReceivedAt(now);
          sent.add(reading);
          send(reading);
        }
      }
    }

    void check() {
      for (Reading reading : run.valid()) {
        passed++;
        boolean first = reading.getProof().equals("fresh") && fresh.add(reading.getReadingId());
        assertTrue(first || reading.getProof().equals("unproven"), "fresh twice");
      }
      for (QuarantinedReading entry : run.quarantined()) {
        refused++;
        if (Set.of("no-consent", "erased-person").contains(entry.getReason())) {
          assertNull(entry.getPayload());
          assertNull(entry.getReadingId());
        } else if (entry.getPayload() != null) {
          kept.add(entry);
        }
      }
      if (records > counted) {
        // One is published only where something was counted.
        counted = records;
        Tally tally = run.tally();
        assertEquals(records, tally.getRecordsIn());
        assertEquals(passed, tally.getRecordsOut());
        assertEquals(refused, tally.getQuarantined());
        assertEquals(records, passed + refused + tally.getDuplicates());
        assertEquals(
            refused, tally.getReasons().values().stream().mapToLong(Long::longValue).sum());
      }
    }

    private void send(Reading reading) {
      run.send(reading);
      records++;
    }

    private void replay() {
      if (!kept.isEmpty()) {
        QuarantinedReading entry = kept.get(random.nextInt(kept.size()));
        run.replay(entry, replays.merge(entry.getQuarantineId(), 1, Integer::sum));
        records++;
      }
    }

    private void erase(UUID user, Instant now) {
      // Once: what is erased a second time is fresh again only after its minutes, as tested.
      if (erasures.merge(user, 1, Integer::sum) == 1) {
        run.erase(user, now);
      }
    }

    private static Consent denial(Instant from) {
      return Consent.newBuilder().setScope("treatment").setDecision("deny").setFrom(from).build();
    }
  }
}
