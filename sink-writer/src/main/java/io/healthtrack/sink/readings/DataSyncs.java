package io.healthtrack.sink.readings;

import io.healthtrack.sink.lanes.DataSync;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Adds up who brought what in a batch, of the readings that are in the table now: what arrives
 * again adds nothing.
 */
final class DataSyncs {

  private record Whose(UUID user, UUID device) {}

  private static final class Sum {
    private int readings;
    private long from = Long.MAX_VALUE;
    private long until = Long.MIN_VALUE;
  }

  private final Map<Whose, Sum> sums = new HashMap<>();
  private UUID user;
  private UUID device;
  private Sum sum;

  /** Rows that are in the table now, sorted by the key. */
  void add(List<ReadingRow> rows) {
    rows.forEach(this::add);
  }

  List<DataSync> list() {
    return sums.entrySet().stream().map(DataSyncs::sync).toList();
  }

  private void add(ReadingRow row) {
    UUID from = row.reading().getDeviceId();
    // Rows are sorted by person, so most of them need no look-up.
    if (sum == null || !row.userId().equals(user) || !Objects.equals(from, device)) {
      user = row.userId();
      device = from;
      sum = sums.computeIfAbsent(new Whose(user, device), none -> new Sum());
    }
    sum.readings++;
    if (row.fresh()) {
      sum.from = Math.min(sum.from, row.measuredAt());
      sum.until = Math.max(sum.until, row.measuredAt());
    }
  }

  private static DataSync sync(Map.Entry<Whose, Sum> entry) {
    Sum sum = entry.getValue();
    boolean fresh = sum.from <= sum.until;
    return new DataSync(
        entry.getKey().user(),
        entry.getKey().device(),
        sum.readings,
        fresh ? sum.from : null,
        fresh ? sum.until : null);
  }
}
