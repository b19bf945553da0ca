package io.healthtrack.sink.windows;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.windows.WindowLength;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Recomputes the windows of hours that the stream cannot know, from the readings stored; from then
 * on the hour is the table's. Where no stream tells of windows this is every hour.
 */
public final class WindowRepair implements MaintenanceTask {

  /** A transaction's worth: at one reading a second, 900,000 readings. */
  private static final int HOURS = 250;

  private static final int BATCHES = 50;

  /** Maintenance has other tasks: what is left is continued at the next turn. */
  private static final long TURN = Duration.ofMillis(1_500).toNanos();

  /** Storing readings goes before adding them up, but must not put it off for ever. */
  private static final long LONGEST_WAIT = Duration.ofSeconds(15).toNanos();

  private final MetricCatalogue catalogue;
  private final HoursRepaired follower;
  private final BooleanSupplier busy;
  private final WindowSource source;
  private long lastTurn = System.nanoTime() - LONGEST_WAIT;

  /**
   * The repair.
   *
   * @param follower does what follows from the hours, in the same transaction
   * @param busy whether readings come faster than they can be stored: then the repair waits, for a
   *     while
   * @param source who computes hours that need no repair
   */
  public WindowRepair(
      MetricCatalogue catalogue,
      HoursRepaired follower,
      BooleanSupplier busy,
      WindowSource source) {
    this.catalogue = catalogue;
    this.follower = follower;
    this.busy = busy;
    this.source = source;
  }

  @Override
  public String name() {
    return "window-repair";
  }

  /** Often, so that rollups follow within seconds; a turn with nothing to do is two look-ups. */
  @Override
  public Duration every() {
    return Duration.ofSeconds(2);
  }

  /** Repairs what is queued, for about a second at most; how many hours. */
  @Override
  public long run(Jdbi jdbi) throws SQLException {
    if (busy.getAsBoolean() && System.nanoTime() - lastTurn < LONGEST_WAIT) {
      return 0;
    }
    long end = System.nanoTime() + TURN;
    long hours = 0;
    boolean more = true;
    while (more && System.nanoTime() - end < 0) {
      int repaired = jdbi.inTransaction(handle -> step(handle.getConnection()));
      hours += Math.max(repaired, 0);
      more = repaired != 0;
    }
    lastTurn = System.nanoTime();
    return hours;
  }

  /** One transaction; how many hours, or -1 if batches were queued, or 0 with nothing to do. */
  private int step(Connection connection) throws SQLException {
    if (!alone(connection)) {
      return 0;
    }
    if (HourQueue.queueBatches(connection, BATCHES, source == WindowSource.TABLE)) {
      return -1;
    }
    List<HourQueue.Request> requests = HourQueue.next(connection, HOURS);
    if (!requests.isEmpty()) {
      repair(connection, requests.stream().map(HourQueue.Request::hour).toList());
      HourQueue.remove(connection, requests);
    }
    return requests.size();
  }

  /** Two repairs of one hour could end with the older view of it. */
  private static boolean alone(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet lock = statement.executeQuery("SELECT pg_try_advisory_xact_lock(4851003)")) {
      return lock.next() && lock.getBoolean(1);
    }
  }

  private void repair(Connection connection, List<Hour> queued) throws SQLException {
    WindowOwnership.takeOver(connection);
    // A metric that left the catalogue has no bins any more, and of archived readings only the
    // windows are left: what there is of them stays.
    List<Hour> hours =
        HourQueue.notArchived(connection, queued).stream()
            .filter(hour -> catalogue.byId(hour.metricType()).isPresent())
            .toList();
    HourQueue.own(connection, hours);
    preferIndexes(connection);
    Set<WindowRows.Key> gone = new HashSet<>();
    WindowRows.find(
        connection,
        hours,
        (hour, minutes, start) -> gone.add(new WindowRows.Key(hour, minutes, start)));
    List<Window> windows = new ArrayList<>(StoredReadings.fold(connection, catalogue, hours));
    if (source == WindowSource.TABLE) {
      // Nobody else tells of minutes then, and they would more than double what is stored.
      Set<Hour> withMinutes = new HashSet<>();
      gone.stream()
          .filter(key -> key.minutes() != WindowLength.HOUR.minutes())
          .forEach(key -> withMinutes.add(key.hour()));
      windows.removeIf(
          window -> window.length() != WindowLength.HOUR && !withMinutes.contains(window.hour()));
    }
    for (Window window : windows) {
      gone.remove(new WindowRows.Key(window.hour(), window.length().minutes(), window.start()));
    }
    WindowRows.upsert(connection, windows);
    WindowRows.delete(connection, List.copyOf(gone));
    follower.repaired(connection, hours);
  }

  /** The planner does not know how short an hour is; reading whole partitions would be fatal. */
  private static void preferIndexes(Connection connection) throws SQLException {
    try (PreparedStatement settings =
        connection.prepareStatement(
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
                + " SET LOCAL enable_seqscan = off")) {
      settings.execute();
    }
  }
}
