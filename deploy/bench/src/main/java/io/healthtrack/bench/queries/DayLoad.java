package io.healthtrack.bench.queries;

import io.healthtrack.sink.readings.CopyEncoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Loads one day as the sink would have: batch after batch as time went on, each sorted by the key.
 * So a person's day lies in as many places as there were batches.
 */
final class DayLoad {

  private static final String COPY =
      """
      COPY health.health_metrics
        (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type,
         source, end_at)
      FROM STDIN (FORMAT binary)
      """;

  private static final int COLUMNS = 9;
  private static final long DAY = 86_400_000_000L;

  private final People people;
  private final Map<Series, Integer> metrics;
  private final double readingsADay;
  private final CopyEncoder out = new CopyEncoder();

  DayLoad(People people, Map<Series, Integer> metrics, double readingsADay) {
    this.people = people;
    this.metrics = metrics;
    this.readingsADay = readingsADay;
  }

  /** Loads a day in so many batches and gives the number of rows. */
  long load(Connection connection, LocalDate day, int batches) throws SQLException {
    long start = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    SplittableRandom random = new SplittableRandom(day.toEpochDay());
    long rows = 0;
    for (int batch = 0; batch < batches; batch++) {
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
      try {
        out.begin(copy);
        for (int person = 0; person < people.count(); person++) {
          for (Series series : Series.values()) {
            series(person, series, random, start, batch, batches);
          }
        }
        rows += out.end();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
      connection.commit();
    }
    return rows;
  }

  private void series(
      int person, Series series, SplittableRandom random, long start, int batch, int batches)
      throws SQLException {
    int count = series.count(readingsADay);
    long step = DAY / count;
    int from = count * batch / batches;
    int until = count * (batch + 1) / batches;
    for (int i = from; i < until; i++) {
      long measured = start + i * step + random.nextLong(step / 2);
      write(
          people.users().get(person),
          people.devices().get(person),
          series,
          measured,
          step / 2,
          random);
    }
  }

  private void write(
      UUID user, UUID device, Series series, long measured, long duration, SplittableRandom random)
      throws SQLException {
    out.row(COLUMNS);
    out.uuid(user);
    out.uuid(People.uuid(random));
    out.uuid(device);
    out.time(measured);
    out.number(series.value(random));
    out.time(measured + 2_000_000);
    out.smallint(metrics.get(series));
    out.text("api");
    if (series.interval()) {
      out.time(measured + duration);
    } else {
      out.absent();
    }
  }
}
