package io.healthtrack.sink.readings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How many people and devices a batch speaks of. */
record Subjects(int people, int devices) {

  @SafeVarargs
  static Subjects of(List<ReadingRow>... parts) {
    Set<UUID> people = new HashSet<>();
    Set<UUID> devices = new HashSet<>();
    for (List<ReadingRow> rows : parts) {
      UUID person = null;
      UUID device = null;
      for (ReadingRow row : rows) {
        // Rows are sorted by person, so most of them need no look-up.
        if (!row.userId().equals(person)) {
          person = row.userId();
          people.add(person);
        }
        UUID worn = row.reading().getDeviceId();
        if (worn != null && !worn.equals(device)) {
          device = worn;
          devices.add(device);
        }
      }
    }
    return new Subjects(people.size(), devices.size());
  }
}
