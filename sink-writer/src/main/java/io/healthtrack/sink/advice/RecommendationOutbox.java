package io.healthtrack.sink.advice;

import io.healthtrack.avro.Recommendation;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.jdbi.v3.core.Jdbi;

/**
 * Sends recommendations to their topic after they were committed: each at least once, under an id
 * that does not change, unless the person denies treatment by then or it is too old. A row is
 * marked once the broker has it, so a sink that is killed in between sends it again.
 */
public final class RecommendationOutbox implements MaintenanceTask, AutoCloseable {

  private static final int AT_ONCE = 500;
  private static final int PATIENCE_MILLIS = 5_000;

  private static final String WAITING =
      """
      SELECT count(*) FROM health.recommendations
      WHERE relayed_at IS NULL AND withheld_at IS NULL
      """;

  private static final String FIND =
      """
      SELECT n.*, u.tenant
      FROM health.recommendations n
      JOIN health.users u USING (user_id)
      WHERE n.relayed_at IS NULL AND n.withheld_at IS NULL
      ORDER BY n.created_at LIMIT ?
      """;

  private static final String MARK =
      "UPDATE health.recommendations SET relayed_at = now() WHERE recommendation_id = :id";

  private final Map<String, Object> settings;
  private final Serializer<Recommendation> serializer;
  private final AtomicLong waiting = new AtomicLong();
  private Producer<UUID, Recommendation> producer;

  /** Connects when there is something to send. */
  public RecommendationOutbox(
      String bootstrapServers,
      Map<String, Object> overrides,
      Serializer<Recommendation> serializer,
      MeterRegistry meters,
      Tags tags) {
    this.serializer = serializer;
    Gauge.builder("healthtrack.sink.recommendations.waiting", waiting, AtomicLong::get)
        .description("Recommendations that are neither sent nor withheld yet.")
        .tags(tags)
        .register(meters);
    settings = new HashMap<>(overrides);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // Whoever calls has other things to do while the broker is away.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
  }

  @Override
  public String name() {
    return "relay-recommendations";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  /**
   * Sends what waits.
   *
   * @return how many were sent
   * @throws InterruptedException if interrupted while waiting for the broker
   * @throws ExecutionException if the broker refuses; what was not marked is sent again next time
   */
  @Override
  public long run(Jdbi jdbi) throws InterruptedException, ExecutionException {
    if (count(jdbi) == 0) {
      return 0;
    }
    jdbi.useHandle(
        handle -> handle.select("SELECT ops.withhold_recommendations()").mapTo(Long.class).one());
    List<Recommendation> due =
        jdbi.withHandle(
            handle -> handle.select(FIND, AT_ONCE).map((row, context) -> read(row)).list());
    Map<UUID, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    for (Recommendation advice : due) {
      sent.put(
          advice.getRecommendationId(),
          producer()
              .send(
                  new ProducerRecord<>(Topics.RECOMMENDATIONS.name(), advice.getUserId(), advice)));
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
    count(jdbi);
    return sent.size();
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }

  private long count(Jdbi jdbi) {
    waiting.set(jdbi.withHandle(handle -> handle.select(WAITING).mapTo(Long.class).one()));
    return waiting.get();
  }

  private Producer<UUID, Recommendation> producer() {
    if (producer == null) {
      producer = new KafkaProducer<>(settings, new UuidSerializer(), serializer);
    }
    return producer;
  }

  private static Recommendation read(ResultSet row) throws SQLException {
    return Recommendation.newBuilder()
        .setRecommendationId(row.getObject("recommendation_id", UUID.class))
        .setUserId(row.getObject("user_id", UUID.class))
        .setKind(row.getString("kind"))
        .setForDay(row.getObject("for_day", LocalDate.class))
        .setAdvice(row.getString("advice"))
        .setEvidence(row.getString("evidence"))
        .setGeneratedBy(row.getString("generated_by"))
        .setTenant(row.getString("tenant"))
        .setCreatedAt(time(row, "created_at"))
        .setValidUntil(time(row, "valid_until"))
        .build();
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
