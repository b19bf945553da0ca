package io.healthtrack.local.population;

import io.healthtrack.gateway.formats.ReadingDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A population that is fully determined by its seed, its size and its start. Hubs stand for the
 * device gateways that forward many people's readings; a person always speaks through the same hub,
 * so requests of one hub sent one after the other keep each person's order.
 */
public final class Population {
  private static final int PEOPLE_PER_HUB = 20;
  private static final double READINGS_PER_PERSON_AND_HEART_RATE = 1.3;
  private static final int MOST_PEOPLE = 400;
  private static final int FEWEST_PEOPLE = 12;
  private static final Duration HISTORY = Duration.ofHours(8);

  private final Instant start;
  private final Sensors sensors;
  private final Mishaps mishaps;
  private final List<Person> people;

  private Population(long seed, int size, Duration heartRateEvery, Instant start) {
    this.start = start;
    this.sensors = new Sensors(heartRateEvery);
    this.mishaps = new Mishaps(new Noise(seed).of(-1));
    this.people =
        IntStream.range(0, size)
            .mapToObj(index -> Person.of(seed, index, trouble(index), start))
            .toList();
  }

  /** People enough to make about {@code perSecond} readings a second from {@code start} on. */
  public static Population of(long seed, int perSecond, Instant start) {
    double wanted = perSecond / READINGS_PER_PERSON_AND_HEART_RATE;
    int size = Math.clamp(Math.round(wanted), FEWEST_PEOPLE, MOST_PEOPLE);
    long everyMillis = Math.clamp(Math.round(1000 * size / wanted), 1, 60_000);
    return new Population(seed, size, Duration.ofMillis(everyMillis), start);
  }

  /** The first few are in trouble, everybody else is well. */
  private static Trouble trouble(int index) {
    Trouble[] troubles = Trouble.values();
    return index + 1 < troubles.length ? troubles[index + 1] : Trouble.NONE;
  }

  /** Who there is, to be registered. */
  public List<Resident> residents() {
    return people.stream().map(Person::resident).toList();
  }

  /** How many hubs there are. */
  public int hubs() {
    return Math.ceilDiv(people.size(), PEOPLE_PER_HUB);
  }

  /** What a hub has to send at the end of second {@code second} since the start, in order. */
  public List<Delivery> deliveries(int hub, int second) {
    Instant from = start.plusSeconds(second);
    Instant until = from.plusSeconds(1);
    List<Delivery> deliveries = new ArrayList<>();
    List<ReadingDraft> together = new ArrayList<>();
    for (Person person : peopleOf(hub)) {
      if (second == mishaps.historySecond(person)) {
        List<ReadingDraft> old = sensors.kept(person, start.minus(HISTORY), start);
        deliveries.add(new Delivery(inOrder(old), false));
      }
      int since = mishaps.outOfReachSince(person, second);
      if (since > second) {
        continue;
      }
      together.addAll(sensors.live(person, start.plusSeconds(since), until));
      together.addAll(mishaps.glitches(person, from));
    }
    if (!together.isEmpty()) {
      deliveries.add(new Delivery(inOrder(together), mishaps.answerLost(hub, second)));
    }
    return deliveries;
  }

  private List<Person> peopleOf(int hub) {
    int first = hub * PEOPLE_PER_HUB;
    return people.subList(first, Math.min(people.size(), first + PEOPLE_PER_HUB));
  }

  private static List<ReadingDraft> inOrder(List<ReadingDraft> readings) {
    readings.sort(Comparator.comparing(ReadingDraft::measuredAt));
    return readings;
  }
}
