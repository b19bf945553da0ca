package io.healthtrack.sink.windows;

import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.schemas.windows.WindowLength;
import io.healthtrack.sink.database.RowRefusal;
import io.healthtrack.sink.database.SqlFailure;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.lanes.Outcomes;
import io.healthtrack.sink.quarantine.QuarantineTable;
import io.healthtrack.sink.quarantine.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What the stream tells of windows, for hours that are not the table's. The highest revision holds.
 * An hour that the stream does not know any more is queued to be computed from the table.
 */
public final class WindowsLane implements Lane {

  private static final BatchPolicy POLICY =
      new BatchPolicy(10_000, 8 << 20, Duration.ofMillis(500));

  private static final Comparator<Hour> BY_METRIC_AND_TIME =
      Comparator.comparingInt((Hour hour) -> hour.metricType()).thenComparingLong(Hour::start);

  /** A window as told, and where it was counted. */
  record Told(
      Hour hour,
      WindowLength length,
      ReadingWindow window,
      ConsumerRecord<byte[], byte[]> origin,
      Outcomes.Counts counts) {

    WindowRows.Key key() {
      return new WindowRows.Key(hour, length.minutes(), EventTime.micros(window.getWindowStart()));
    }
  }

  private final Deserializer<ReadingWindow> deserializer;
  private final MetricCatalogue catalogue;
  private final HoursRepaired follower;
  private final StagedWindows staged = new StagedWindows();

  /**
   * The lane.
   *
   * @param follower does what follows from hours that changed, in the same transaction
   */
  public WindowsLane(
      Deserializer<ReadingWindow> deserializer, MetricCatalogue catalogue, HoursRepaired follower) {
    this.deserializer = deserializer;
    this.catalogue = catalogue;
    this.follower = follower;
  }

  @Override
  public String name() {
    return "windows";
  }

  @Override
  public List<Topic> topics() {
    return List.of(Topics.READINGS_WINDOWS);
  }

  @Override
  public BatchPolicy policy() {
    return POLICY;
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    StagedWindows.prepare(connection);
  }

  @Override
  public void write(Connection connection, Batch batch, Outcomes outcomes) throws SQLException {
    List<Refusal> refusals = new ArrayList<>();
    List<Told> all = new ArrayList<>(batch.size());
    for (Batch.Slice slice : batch.slices()) {
      Outcomes.Counts counts = outcomes.of(slice.partition());
      for (ConsumerRecord<byte[], byte[]> taken : slice.records()) {
        Told told = decode(taken, counts, refusals);
        if (told != null) {
          all.add(told);
        }
      }
    }
    WindowOwnership.listen(connection);
    StreamWindows.queue(
        connection,
        all.stream().filter(told -> told.window().getFromTable()).map(Told::hour).toList());
    List<Told> newest = newest(all);
    Set<Hour> foreign =
        StreamWindows.ofTheTable(connection, newest.stream().map(Told::hour).distinct().toList());
    newest.removeIf(
        told -> {
          boolean ignored = foreign.contains(told.hour());
          if (ignored) {
            told.counts().alreadyStored();
          }
          return ignored;
        });
    Set<Hour> changed = new LinkedHashSet<>();
    upsert(connection, newest, changed, refusals);
    // In the order in which everyone else touches days, so that nobody waits in a circle.
    follower.repaired(connection, changed.stream().sorted(BY_METRIC_AND_TIME).toList());
    QuarantineTable.insert(connection, refusals);
  }

  private Told decode(
      ConsumerRecord<byte[], byte[]> taken, Outcomes.Counts counts, List<Refusal> refusals) {
    ReadingWindow window;
    try {
      window = deserializer.deserialize(taken.topic(), taken.value());
    } catch (SerializationException e) {
      refusals.add(Refusal.unreadable(taken, e.getMessage()));
      counts.quarantined();
      return null;
    }
    var metric = window == null ? null : catalogue.byCode(window.getMetric()).orElse(null);
    WindowLength length = metric == null ? null : length(window);
    if (length == null) {
      refusals.add(Refusal.unreadable(taken, "no window of a metric of this catalogue"));
      counts.quarantined();
      return null;
    }
    long hour = WindowLength.HOUR.start(EventTime.micros(window.getWindowStart()));
    return new Told(new Hour(window.getUserId(), metric.id(), hour), length, window, taken, counts);
  }

  private static WindowLength length(ReadingWindow window) {
    for (WindowLength length : WindowLength.values()) {
      if (length.minutes() == window.getWindowMinutes()) {
        return length;
      }
    }
    return null;
  }

  /** Of each window the highest revision; what it makes needless counts as there already. */
  private static List<Told> newest(List<Told> all) {
    Map<WindowRows.Key, Told> newest = new HashMap<>();
    for (Told told : all) {
      if (told.window().getFromTable()) {
        told.counts().inserted();
        continue;
      }
      Told other = newest.get(told.key());
      if (other == null) {
        newest.put(told.key(), told);
      } else if (other.window().getRevision() < told.window().getRevision()) {
        other.counts().alreadyStored();
        newest.put(told.key(), told);
      } else {
        told.counts().alreadyStored();
      }
    }
    List<Told> sorted = new ArrayList<>(newest.values());
    sorted.sort(StagedWindows.BY_KEY);
    return sorted;
  }

  private static void stored(Told told, Set<Hour> changed) {
    told.counts().inserted();
    if (told.length() == WindowLength.HOUR) {
      changed.add(told.hour());
    }
  }

  /** Writes windows; one that cannot be stored is found by halving, the others stay. */
  private void upsert(
      Connection connection, List<Told> windows, Set<Hour> changed, List<Refusal> refusals)
      throws SQLException {
    if (windows.isEmpty()) {
      return;
    }
    Savepoint before = connection.setSavepoint();
    try {
      staged.stage(connection, windows);
      if (StreamWindows.upsert(connection) == windows.size()) {
        windows.forEach(told -> stored(told, changed));
      } else {
        // Something was there already: rare enough to write all again and be told what.
        connection.rollback(before);
        staged.stage(connection, windows);
        Set<WindowRows.Key> news = StreamWindows.upsertAndTell(connection);
        for (Told told : windows) {
          if (news.contains(told.key())) {
            stored(told, changed);
          } else {
            told.counts().alreadyStored();
          }
        }
      }
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!(SqlFailure.of(e) instanceof SqlFailure.Data)) {
        throw e;
      }
      connection.rollback(before);
      if (windows.size() == 1) {
        refusals.add(Refusal.unstorable(windows.getFirst().origin(), RowRefusal.of(e)));
        windows.getFirst().counts().quarantined();
      } else {
        int half = windows.size() / 2;
        upsert(connection, windows.subList(0, half), changed, refusals);
        StagedWindows.clear(connection);
        upsert(connection, windows.subList(half, windows.size()), changed, refusals);
      }
    }
  }
}
