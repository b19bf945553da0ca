package io.healthtrack.local.population;

import io.healthtrack.gateway.formats.ReadingDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What goes wrong between a body and the gateway: radio, clocks, electronics, lost answers. */
record Mishaps(Noise noise) {
  private static final double GLITCH_CHANCE = 0.0008;
  private static final double LOST_ANSWER_CHANCE = 0.02;
  private static final int NEVER = -1;

  /** However few the people and the seconds, one value goes wrong. */
  private static final int SCHEDULED_GLITCH_INDEX = 7;

  private static final int SCHEDULED_GLITCH_SECOND = 4;

  /** The second at which the person's watch syncs what it kept over night; never for most. */
  int historySecond(Person person) {
    Noise own = noise.of(1);
    return own.uniform(person.index()) < 0.04
        ? 2 + (int) own.of(1).between(person.index(), 0, 8)
        : NEVER;
  }

  /**
   * Some people wander out of reach for a while, and everything measured meanwhile arrives when
   * they are back.
   *
   * @return the second from which readings are to be sent now; a later one than {@code second} when
   *     the person is out of reach
   */
  int outOfReachSince(Person person, int second) {
    Noise own = noise.of(2);
    if (person.trouble() != Trouble.NONE || own.uniform(person.index()) > 0.06) {
      return second;
    }
    int leaves = 4 + (int) own.of(1).between(person.index(), 0, 20);
    int returns = leaves + 5 + (int) own.of(2).between(person.index(), 0, 15);
    if (second < leaves || second > returns) {
      return second;
    }
    return second == returns ? leaves : Integer.MAX_VALUE;
  }

  /** Values no body has, and times no clock should show. */
  List<ReadingDraft> glitches(Person person, Instant at) {
    long point = at.getEpochSecond() * 1_000 + person.index();
    boolean scheduled =
        person.index() == SCHEDULED_GLITCH_INDEX
            && at.equals(person.start().plusSeconds(SCHEDULED_GLITCH_SECOND));
    if (!scheduled && noise.of(3).uniform(point) >= GLITCH_CHANCE) {
      return List.of();
    }
    Instant moment = at.plusMillis(500);
    String device = person.device();
    return List.of(
        switch ((int) noise.of(4).between(point, 0, 5)) {
          case 0 -> Measured.of(device, "heart-rate", 900, "/min", moment);
          case 1 -> Measured.of(device, "skin-temperature", 85, "Cel", moment);
          case 2 -> Measured.of(device, "oxygen-saturation", 140, "%", moment);
          case 3 -> Measured.of(device, "heart-rate", 72, "/min", moment.plus(Duration.ofDays(2)));
          default ->
              Measured.of(
                  device, "respiratory-rate", 14, "/min", Instant.parse("1899-12-30T00:00:00Z"));
        });
  }

  /** Whether the answer to a hub's request gets lost; once early on in any case. */
  boolean answerLost(int hub, int second) {
    boolean scheduled = hub == 0 && second == 3;
    return scheduled || noise.of(5).uniform(hub * 100_003L + second) < LOST_ANSWER_CHANCE;
  }
}
