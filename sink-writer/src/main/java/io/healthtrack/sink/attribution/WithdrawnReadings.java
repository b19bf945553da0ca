package io.healthtrack.sink.attribution;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.quarantine.QuarantineTable;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Readings that turn out to be nobody's, those whose id another reading of the right person has,
 * and those of somebody whom another shard holds: written to quarantine as records again, as
 * validation passed them on. The last go under the right person, so that the relay and whoever
 * sends them again bring them to that shard.
 */
final class WithdrawnReadings {

  private static final UUID NAMESPACE = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e37");

  /** Which record it was is not known any more. */
  private static final int UNKNOWN = -1;

  private static final String SELECT =
      """
      SELECT r.*, u.tenant FROM reattributing r
      LEFT JOIN health.users u
        ON u.user_id = CASE r.fate WHEN 'elsewhere' THEN r.user_id ELSE coalesce(r.wearer, r.user_id) END
      WHERE r.fate IN ('withdrawn', 'conflict', 'elsewhere')
      """;

  /** Named after fates. */
  private enum Reason {
    WITHDRAWN(
        "assignment-withdrawn",
        "nobody wore the device at measured_at any more: correct the assignment and send it again"),
    CONFLICT(
        "id-conflict",
        "another reading of the person who wore the device has this id; send status amended to"
            + " correct it"),
    ELSEWHERE(
        "other-shard",
        "the person who wore the device at measured_at is in another shard: send it again");

    private final String code;
    private final String detail;

    Reason(String code, String detail) {
      this.code = code;
      this.detail = detail;
    }
  }

  private final MetricCatalogue catalogue;
  private final Serializer<Reading> serializer;

  WithdrawnReadings(MetricCatalogue catalogue, Serializer<Reading> serializer) {
    this.catalogue = catalogue;
    this.serializer = serializer;
  }

  /** Writes those of the batch; how many. */
  int write(Connection connection) throws SQLException {
    Instant now = Instant.now();
    int written = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SELECT)) {
      while (row.next()) {
        // Whether it is there from an earlier time does not matter: the row is gone either way.
        boolean unused = QuarantineTable.insert(connection, refusal(row, now));
        written++;
      }
    }
    return written;
  }

  private QuarantinedReading refusal(ResultSet row, Instant now) throws SQLException {
    Reading reading = reading(row);
    QuarantinedReading refusal = new QuarantinedReading();
    refusal.setQuarantineId(
        NameBasedUuid.in(NAMESPACE)
            .add(reading.getUserId())
            .add(reading.getReadingId())
            .add(EventTime.micros(reading.getReceivedAt()))
            .build());
    refusal.setUserId(reading.getUserId());
    refusal.setTenant(reading.getTenant());
    Reason reason = Reason.valueOf(row.getString("fate").toUpperCase(Locale.ROOT));
    refusal.setReason(reason.code);
    refusal.setDetail(reason.detail);
    refusal.setStage("sink");
    refusal.setReadingId(reading.getReadingId());
    refusal.setMetric(reading.getMetric());
    refusal.setSourceTopic(Topics.READINGS_VALID.name());
    refusal.setSourcePartition(UNKNOWN);
    refusal.setSourceOffset(UNKNOWN);
    refusal.setReceivedAt(reading.getReceivedAt());
    refusal.setQuarantinedAt(now);
    refusal.setPayload(
        ByteBuffer.wrap(serializer.serialize(Topics.READINGS_VALID.name(), reading)));
    return refusal;
  }

  private Reading reading(ResultSet row) throws SQLException {
    Optional<Metric> metric = catalogue.byId(row.getShort("metric_type"));
    Reading reading = new Reading();
    reading.setReadingId(row.getObject("metric_id", UUID.class));
    boolean elsewhere = row.getString("fate").equals("elsewhere");
    reading.setUserId(row.getObject(elsewhere ? "wearer" : "user_id", UUID.class));
    reading.setMetric(metric.map(Metric::code).orElse(""));
    reading.setMeasuredAt(time(row, "measured_at"));
    reading.setValue(row.getDouble("metric_value"));
    reading.setUnit(metric.map(Metric::unit).orElse(""));
    reading.setTenant(text(row, "tenant", "default"));
    reading.setDeviceId(row.getObject("device_id", UUID.class));
    reading.setComparator(row.getString("comparator"));
    reading.setEndAt(time(row, "end_at"));
    reading.setOffsetMinutes(row.getObject("offset_minutes", Integer.class));
    reading.setReceivedAt(time(row, "received_at"));
    reading.setSequence(row.getLong("sequence"));
    reading.setStatus(text(row, "status", "final"));
    reading.setStatistic(row.getString("statistic"));
    reading.setModality(text(row, "modality", "sensed"));
    reading.setGroupId(row.getObject("group_id", UUID.class));
    reading.setSource(text(row, "source", ""));
    reading.setSentValue(row.getObject("sent_value", Double.class));
    reading.setSentUnit(row.getString("sent_unit"));
    reading.setProof("none");
    return reading;
  }

  private static String text(ResultSet row, String column, String ordinary) throws SQLException {
    String text = row.getString(column);
    return text == null ? ordinary : text;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
