package io.healthtrack.bench.keys;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Readings as they arrive: minute after minute, every person and metric in each. */
final class Samples {

  private static final long START = 1_767_225_600_000_000L;
  private static final long MINUTE = 60_000_000L;
  private static final short METRICS = 5;

  private static final Comparator<Sample> BY_KEY =
      Comparator.comparingInt(Sample::userNumber)
          .thenComparingInt(Sample::metric)
          .thenComparingLong(Sample::measuredAt);

  private final List<UUID> users;
  private final List<UUID> devices;
  private final SplittableRandom random = new SplittableRandom(7);
  private long minute;

  Samples(int people) {
    SplittableRandom ids = new SplittableRandom(11);
    users = ids(people, ids);
    devices = ids(people, ids);
  }

  /** The next batch, sorted by the key as the sink sorts it. */
  List<Sample> next(int size) {
    List<Sample> batch = new ArrayList<>(size);
    while (batch.size() < size) {
      long at = START + minute++ * MINUTE;
      for (int person = 0; person < users.size() && batch.size() < size; person++) {
        for (short metric = 1; metric <= METRICS && batch.size() < size; metric++) {
          batch.add(
              new Sample(
                  users.get(person),
                  person,
                  devices.get(person),
                  person,
                  metric,
                  at + random.nextInt(1_000_000),
                  60 + random.nextInt(60),
                  new UUID(random.nextLong(), random.nextLong())));
        }
      }
    }
    batch.sort(BY_KEY);
    return batch;
  }

  /** In PostgreSQL's order, so that a person's number sorts like the person's id. */
  private static List<UUID> ids(int count, SplittableRandom random) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(new UUID(random.nextLong(), random.nextLong()));
    }
    ids.sort(
        (a, b) -> Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits()));
    return ids;
  }
}
