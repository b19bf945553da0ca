package io.healthtrack.local.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.RegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Validation and the default rules: whatever is sent again, whoever's clock is wrong, and whatever
 * restarts, every episode has the life, event by event, that it has in the clean stream.
 */
class LiveEpisodesPropertyTest {

  private static final RegistryClient SCHEMAS = RegistryClient.local();
  private static final UUID PERSON = SubjectIdentity.user("default", "proofs", "ada");
  private static final UUID OTHER = SubjectIdentity.user("default", "proofs", "ben");
  private static int episodes;

  @AfterContainer
  static void somethingHappened() {
    assertTrue(episodes > 0, "no rule was ever breached");
  }

  @Property(tries = 8, seed = "20261121", shrinking = ShrinkingMode.OFF)
  void endAsInTheCleanStream(
      @ForAll Random random, @ForAll @IntRange(min = 10, max = 150) int size) {
    List<Reading> clean = clean(random, size);
    try (Watch undisturbed = new Watch(SCHEMAS, Days.START);
        Watch watch = new Watch(SCHEMAS, Days.START)) {
      clean.forEach(undisturbed::send);
      for (Reading reading : noisy(clean, random)) {
        watch.send(reading);
        if (random.nextInt(40) == 0) {
          watch.restart();
        }
      }
      assertEquals(undisturbed.lives(PERSON), watch.lives(PERSON));
      episodes += watch.lives(PERSON).size();
    }
  }

  /** Heart rate and oxygen, in the order of time; each walks in and out of its limits. */
  private static List<Reading> clean(Random random, int size) {
    List<Reading> readings = new ArrayList<>();
    Instant at = Days.START;
    double heart = 80;
    double oxygen = 97;
    for (int i = 0; i < size; i++) {
      // Now and then longer than any sensor may be silent.
      at = at.plusSeconds(random.nextInt(40) == 0 ? 4 * 3_600 : 1 + random.nextInt(45));
      heart = Math.clamp(heart + random.nextInt(61) - 30, 30, 200);
      oxygen = Math.clamp(oxygen + random.nextInt(9) - 4, 75, 100);
      readings.add(
          random.nextBoolean()
              ? reading(PERSON, "heart-rate", "/min", at, heart, i)
              : reading(PERSON, "oxygen-saturation", "%", at, oxygen, i));
    }
    return readings;
  }

  private static List<Reading> noisy(List<Reading> clean, Random random) {
    List<Reading> arrivals = new ArrayList<>();
    for (Reading reading : clean) {
      Instant at = reading.getReceivedAt();
      arrivals.add(reading);
      while (random.nextInt(3) == 0) {
        arrivals.add(received(reading, at.plus(Days.again(random))));
      }
      if (random.nextInt(4) == 0) {
        Instant wrong = at.plus(Days.wrongBy(random));
        Reading foreign = reading(OTHER, "heart-rate", "/min", wrong, 40 + random.nextInt(150), 0);
        foreign.setReadingId(new UUID(random.nextLong(), random.nextLong()));
        arrivals.add(received(foreign, at));
      }
    }
    arrivals.sort(Comparator.comparing(Reading::getReceivedAt));
    return arrivals;
  }

  private static Reading received(Reading reading, Instant at) {
    return Reading.newBuilder(reading).setReceivedAt(at).build();
  }

  private static Reading reading(
      UUID user, String metric, String unit, Instant at, double value, int number) {
    return Reading.newBuilder()
        .setReadingId(new UUID(7, number))
        .setUserId(user)
        .setDeviceId(SubjectIdentity.device("default", "proofs", "watch"))
        .setMetric(metric)
        .setMeasuredAt(at)
        .setReceivedAt(at.plus(Duration.ofSeconds(2)))
        .setValue(value)
        .setUnit(unit)
        .build();
  }
}
