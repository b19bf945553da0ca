package io.healthtrack.sink.quarantine;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.jdbi.v3.core.Jdbi;

/**
 * Sends what the sink itself refused on to {@code readings.quarantined}, so that everything refused
 * is in one topic; health records to {@code ehr.quarantined}. At least once, under an id that does
 * not change: the lane that reads it back finds its row already there.
 */
public final class QuarantineRelay implements AutoCloseable {

  private static final int AT_ONCE = 500;

  private static final String FIND =
      """
      SELECT * FROM ops.quarantined_readings
      WHERE stage = 'sink' AND relayed_at IS NULL AND user_id IS NOT NULL
        AND source_topic NOT IN (:readings, :ehr)
      ORDER BY quarantined_at LIMIT :most
      """;

  private static final String MARK =
      "UPDATE ops.quarantined_readings SET relayed_at = now() WHERE quarantine_id = :id";

  private final Jdbi jdbi;
  private final Map<String, Object> settings;
  private final Serializer<QuarantinedReading> serializer;
  private Producer<UUID, QuarantinedReading> producer;

  /** Connects when there is something to send. */
  public QuarantineRelay(
      Jdbi jdbi,
      String bootstrapServers,
      Map<String, Object> overrides,
      Serializer<QuarantinedReading> serializer) {
    this.jdbi = jdbi;
    this.serializer = serializer;
    settings = new HashMap<>(overrides);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
  }

  /**
   * Sends what waits.
   *
   * @return how many were sent
   * @throws InterruptedException if interrupted while waiting for the broker
   * @throws ExecutionException if the broker refuses; what was not sent waits for the next time
   */
  public int run() throws InterruptedException, ExecutionException {
    List<QuarantinedReading> waiting =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(FIND)
                    .bind("readings", Topics.READINGS_QUARANTINED.name())
                    .bind("ehr", Topics.EHR_QUARANTINED.name())
                    .bind("most", AT_ONCE)
                    .map((row, context) -> read(row))
                    .list());
    if (waiting.isEmpty()) {
      return 0;
    }
    Map<UUID, Future<RecordMetadata>> sent = new HashMap<>();
    for (QuarantinedReading reading : waiting) {
      sent.put(
          reading.getQuarantineId(),
          producer()
              .send(new ProducerRecord<>(topic(reading).name(), reading.getUserId(), reading)));
    }
    for (Future<RecordMetadata> acknowledgement : sent.values()) {
      acknowledgement.get();
    }
    jdbi.useTransaction(
        handle -> {
          var batch = handle.prepareBatch(MARK);
          sent.keySet().forEach(id -> batch.bind("id", id).add());
          batch.execute();
        });
    return waiting.size();
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(java.time.Duration.ofSeconds(2));
    }
  }

  private Producer<UUID, QuarantinedReading> producer() {
    if (producer == null) {
      producer = new KafkaProducer<>(settings, new UuidSerializer(), serializer);
    }
    return producer;
  }

  /** Health records have a topic of their own, for whoever may see these and no readings. */
  private static Topic topic(QuarantinedReading refused) {
    return refused.getSourceTopic().equals(Topics.EHR_RECORDS.name())
        ? Topics.EHR_QUARANTINED
        : Topics.READINGS_QUARANTINED;
  }

  private static QuarantinedReading read(ResultSet row) throws SQLException {
    QuarantinedReading reading = new QuarantinedReading();
    reading.setQuarantineId(row.getObject("quarantine_id", UUID.class));
    reading.setUserId(row.getObject("user_id", UUID.class));
    reading.setReason(row.getString("reason"));
    reading.setDetail(row.getString("detail"));
    reading.setTenant(row.getString("tenant"));
    reading.setStage("sink");
    reading.setReadingId(row.getObject("reading_id", UUID.class));
    reading.setMetric(row.getString("metric"));
    reading.setSourceTopic(row.getString("source_topic"));
    reading.setSourcePartition(row.getInt("source_partition"));
    reading.setSourceOffset(row.getLong("source_offset"));
    reading.setReceivedAt(time(row, "received_at"));
    reading.setQuarantinedAt(time(row, "quarantined_at"));
    byte[] payload = row.getBytes("payload");
    reading.setReplay(row.getInt("refused_replay"));
    reading.setPayload(payload == null ? null : ByteBuffer.wrap(payload));
    return reading;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? Instant.EPOCH : time.toInstant();
  }
}
