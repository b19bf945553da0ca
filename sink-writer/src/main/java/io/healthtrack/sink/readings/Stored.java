package io.healthtrack.sink.readings;

import java.util.List;
import java.util.UUID;

/** What a batch has put into the table, for all that follows from it. */
record Stored(LatestMetrics latest, DataSyncs syncs) {

  Stored() {
    this(new LatestMetrics(), new DataSyncs());
  }

  /** Rows that are in the table now, sorted by the key. */
  void add(List<ReadingRow> rows) {
    latest.add(rows);
    syncs.add(rows);
  }

  /** A series in which a row was replaced. */
  void changed(UUID userId, short metricType) {
    latest.changed(userId, metricType);
  }
}
