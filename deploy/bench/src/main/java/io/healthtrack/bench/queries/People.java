package io.healthtrack.bench.queries;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** People and their devices, the same for the same number, in the order of the table's key. */
record People(List<UUID> users, List<UUID> devices) {

  static People of(int count) {
    SplittableRandom random = new SplittableRandom(20_261_121);
    UUID[] users = new UUID[count];
    UUID[] devices = new UUID[count];
    for (int i = 0; i < count; i++) {
      users[i] = uuid(random);
      devices[i] = uuid(random);
    }
    // PostgreSQL compares the bytes; Java's own order is that of signed numbers.
    Arrays.sort(
        users,
        (a, b) -> Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits()));
    return new People(List.of(users), List.of(devices));
  }

  int count() {
    return users.size();
  }

  static UUID uuid(SplittableRandom random) {
    // Version 5 and the variant, as all ids of readings have.
    return new UUID(
        (random.nextLong() & ~0xF000L) | 0x5000L, (random.nextLong() >>> 2) | 0x8000000000000000L);
  }
}
