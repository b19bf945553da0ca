package io.healthtrack.processors.testing;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Some people and what their watches send within five minutes. */
public final class Population {

  private static final int PEOPLE = 20;
  private static final int SECONDS = 300;

  private Population() {}

  /**
   * People with a reading a second. The second person's heart is fast all the time, the third's now
   * and then, and the fourth's watch brings a stretch of it late. One reading of ten is sent again.
   */
  public static List<Reading> readings(String run, Random random, Instant start) {
    List<Reading> readings = new ArrayList<>();
    List<Reading> late = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      for (int i = 0; i < PEOPLE; i++) {
        Instant measuredAt = start.minusSeconds(SECONDS - second);
        boolean fast = i == 1 || (i >= 2 && i <= 3 && second % 80 > 40);
        Reading reading =
            Sample.reading("heart-rate", "/min", measuredAt, start.plusSeconds(2), fast ? 160 : 70);
        reading.setUserId(SubjectIdentity.user("default", "faults", run + "-" + i));
        reading.setReadingId(
            UUID.nameUUIDFromBytes(
                (run + "-" + i + "-" + second).getBytes(StandardCharsets.UTF_8)));
        if (i == 3 && second > 100 && second < 200) {
          late.add(reading);
        } else {
          readings.add(reading);
        }
        if (random.nextInt(10) == 0) {
          readings.add(readings.get(random.nextInt(readings.size())));
        }
      }
    }
    readings.addAll(late);
    return readings;
  }
}
