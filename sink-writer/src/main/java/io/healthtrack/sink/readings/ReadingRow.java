package io.healthtrack.sink.readings;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.RunningTotal;
import io.healthtrack.sink.lanes.Outcomes;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A reading on its way into the table.
 *
 * @param measuredAt microseconds since 1970
 * @param origin the record, for quarantine
 * @param counts where its outcome is counted
 */
record ReadingRow(
    UUID userId,
    short metricType,
    long measuredAt,
    UUID metricId,
    Reading reading,
    ConsumerRecord<byte[], byte[]> origin,
    Outcomes.Counts counts) {

  /** By the table's key, in PostgreSQL's order of UUIDs, which is that of their bytes. */
  static final Comparator<ReadingRow> BY_KEY = ReadingRow::compare;

  /** As in the log; a person's readings are all in one partition. */
  static final Comparator<ReadingRow> AS_SENT =
      Comparator.comparingInt((ReadingRow row) -> row.origin().partition())
          .thenComparingLong(row -> row.origin().offset());

  static final String COPY =
      """
      COPY health.health_metrics
        (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type,
         offset_minutes, comparator, status, statistic, modality, source, end_at, sequence,
         group_id, sent_value, sent_unit)
      FROM STDIN (FORMAT binary)
      """;

  private static final int COLUMNS = 18;

  void encode(CopyEncoder out) throws SQLException {
    out.row(COLUMNS);
    out.uuid(userId);
    out.uuid(metricId);
    out.uuid(reading.getDeviceId());
    out.time(measuredAt);
    out.number(reading.getValue());
    out.time(EventTime.micros(reading.getReceivedAt()));
    out.smallint(metricType);
    if (reading.getOffsetMinutes() == null) {
      out.absent();
    } else {
      out.smallint(reading.getOffsetMinutes());
    }
    out.text(reading.getComparator());
    out.text(unless("final", reading.getStatus()));
    out.text(reading.getStatistic());
    out.text(unless("sensed", reading.getModality()));
    out.text(unless("", reading.getSource()));
    if (reading.getEndAt() == null) {
      out.absent();
    } else {
      out.time(EventTime.micros(reading.getEndAt()));
    }
    if (reading.getSequence() == 0) {
      out.absent();
    } else {
      out.bigint(reading.getSequence());
    }
    out.uuid(reading.getGroupId());
    if (reading.getSentValue() == null) {
      out.absent();
    } else {
      out.number(reading.getSentValue());
    }
    out.text(reading.getSentUnit());
  }

  Version version() {
    return new Version(
        measuredAt,
        EventTime.micros(reading.getReceivedAt()),
        reading.getValue(),
        reading.getComparator(),
        reading.getDeviceId(),
        reading.getEndAt() == null ? null : EventTime.micros(reading.getEndAt()),
        reading.getSequence(),
        unless("final", reading.getStatus()),
        RunningTotal.STATISTIC.equals(reading.getStatistic()));
  }

  boolean fresh() {
    return reading.getProof().equals("fresh");
  }

  /** Whether it may be anybody's latest value: measured, and not taken back. */
  boolean mayBeLatest() {
    return reading.getStatistic() == null && !reading.getStatus().equals("entered-in-error");
  }

  boolean sameSeries(ReadingRow other) {
    return metricType == other.metricType && userId.equals(other.userId);
  }

  private static String unless(String ordinary, String text) {
    return ordinary.equals(text) ? null : text;
  }

  private static int compare(ReadingRow a, ReadingRow b) {
    int order = compare(a.userId, b.userId);
    if (order == 0) {
      order = Short.compare(a.metricType, b.metricType);
    }
    if (order == 0) {
      order = Long.compare(a.measuredAt, b.measuredAt);
    }
    return order == 0 ? compare(a.metricId, b.metricId) : order;
  }

  /** The database's order of ids. */
  static int compare(UUID a, UUID b) {
    int order = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return order == 0
        ? Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits())
        : order;
  }
}
