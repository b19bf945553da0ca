package io.healthtrack.gateway.tracing;

import io.healthtrack.avro.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds readings: by what this gateway remembers of the recent ones, by the database, and by how
 * far validation has come.
 */
public final class Tracer implements AutoCloseable {

  /** 13 MB: the last minutes of a busy gateway, days of a quiet one. */
  private static final int REMEMBERED = 1 << 18;

  private final RecentReadings recent = new RecentReadings(REMEMBERED);
  private final Progress progress;
  private final ReadingTable table;

  /** A tracer; without a database it can tell of recent readings only. */
  public Tracer(
      String bootstrapServers, Map<String, String> kafka, Optional<DatabaseAccess> database) {
    progress = new Progress(bootstrapServers, kafka);
    table = database.map(ReadingTable::new).orElse(null);
  }

  /** Readings were published. */
  public void published(List<Reading> readings) {
    recent.add(readings);
  }

  /** What this gateway remembers of a reading that it took not long ago. */
  public Optional<RecentReadings.Recent> recent(UUID readingId) {
    return recent.find(readingId);
  }

  /**
   * Where a reading is.
   *
   * @param remembered what {@link #recent} told of it, if it is the asker's to know
   * @param person whose it is, a person of the tenant; null if unknown
   * @param measuredAt when it was measured; null if unknown
   * @return empty if it is nowhere to be found
   * @throws TraceException if a part does not answer
   */
  public Optional<Trace> find(
      UUID readingId,
      String tenant,
      Optional<RecentReadings.Recent> remembered,
      UUID person,
      Instant measuredAt) {
    List<Place> places =
        table == null ? List.of() : table.find(readingId, tenant, person, measuredAt);
    Optional<Trace> found = Trace.of(places, person);
    return found.isPresent() ? found : remembered.map(this::underWay);
  }

  private Trace underWay(RecentReadings.Recent reading) {
    Progress.Queue queue = progress.queue(reading.userId(), reading.receivedAt());
    return new Trace(
        queue.before() > 0 ? Trace.Stage.ACCEPTED : Trace.Stage.VALIDATED,
        reading.userId(),
        null,
        reading.measuredAt(),
        reading.receivedAt(),
        queue.partition(),
        queue.before(),
        List.of());
  }

  @Override
  public void close() {
    progress.close();
    if (table != null) {
      table.close();
    }
  }
}
