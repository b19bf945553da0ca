package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ValidationPropertyTest {

  @Property(tries = 15)
  void duplicatesChangeNothingAndCountsBalanceAtEveryPrefix(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int length) {
    List<Reading> clean = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      // Some are implausible, and stay so however often they are sent.
      clean.add(heartRate(NOON.plusSeconds(i * 20L), random.nextInt(8) == 0 ? 900 : 60 + i));
    }
    List<Reading> noisy = withDuplicates(clean, random);

    Set<UUID> expected =
        clean.stream()
            .filter(reading -> reading.getValue() < 900)
            .map(Reading::getReadingId)
            .collect(Collectors.toSet());
    List<UUID> passed = new ArrayList<>();
    try (ValidationRun run = ValidationRun.born(NOON)) {
      for (int i = 0; i < noisy.size(); i++) {
        run.send(noisy.get(i));
        Tally tally = run.tally();
        assertEquals(i + 1, tally.getRecordsIn());
        assertEquals(
            tally.getRecordsIn(),
            tally.getRecordsOut() + tally.getDuplicates() + tally.getQuarantined());
      }
      run.valid().forEach(reading -> passed.add(reading.getReadingId()));
    }
    assertEquals(expected.size(), passed.size());
    assertEquals(expected, Set.copyOf(passed));
  }

  /** Each reading keeps its place; copies come anywhere after it. */
  private static List<Reading> withDuplicates(List<Reading> clean, Random random) {
    List<Reading> noisy = new ArrayList<>();
    List<Reading> owed = new ArrayList<>();
    for (Reading reading : clean) {
      noisy.add(reading);
      for (int copies = random.nextInt(3); copies > 0; copies--) {
        owed.add(reading);
      }
      Collections.shuffle(owed, random);
      while (!owed.isEmpty() && random.nextBoolean()) {
        noisy.add(owed.removeLast());
      }
    }
    noisy.addAll(owed);
    return noisy;
  }
}
