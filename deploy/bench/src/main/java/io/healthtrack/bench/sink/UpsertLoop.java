package io.healthtrack.bench.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What one writes in an afternoon: consume, batch the inserts, commit, then commit the offsets. One
 * thread, one connection.
 */
public final class UpsertLoop {

  static final int BATCH = 5_000;

  static final String INSERT =
      """
      INSERT INTO health.health_metrics
        (user_id, metric_id, device_id, measured_at, metric_value, received_at, metric_type, source)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  static final String UPSERT = INSERT + "ON CONFLICT DO NOTHING\n";

  private final MetricCatalogue catalogue = MetricCatalogue.load();
  private final AvroDeserializer<Reading> deserializer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Connection connection;

  private UpsertLoop(
      AvroDeserializer<Reading> deserializer,
      KafkaConsumer<byte[], byte[]> consumer,
      Connection connection) {
    this.deserializer = deserializer;
    this.consumer = consumer;
    this.connection = connection;
  }

  /**
   * Runs until it is killed.
   *
   * @param arguments bootstrap servers, registry, topic, group, statement
   * @throws SQLException if the database is in trouble, which ends it
   */
  public static void main(String[] arguments) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", System.getenv("DATABASE_USER"));
    properties.setProperty("password", System.getenv("DATABASE_PASSWORD"));
    properties.setProperty("reWriteBatchedInserts", "true");
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(arguments[0], arguments[3]);
        Connection connection =
            DriverManager.getConnection(System.getenv("DATABASE_URL"), properties)) {
      connection.setAutoCommit(false);
      consumer.subscribe(List.of(arguments[2]));
      new UpsertLoop(
              new AvroDeserializer<>(RegistryClient.http(URI.create(arguments[1]))),
              consumer,
              connection)
          .run(arguments[4]);
    }
  }

  private void run(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int batched = 0;
      while (true) {
        int before = batched;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          add(statement, deserializer.deserialize(record.topic(), record.value()));
          batched++;
        }
        if (batched >= BATCH || (batched > 0 && batched == before)) {
          statement.executeBatch();
          connection.commit();
          consumer.commitSync();
          batched = 0;
        }
      }
    }
  }

  private void add(PreparedStatement statement, Reading reading) throws SQLException {
    statement.setObject(1, reading.getUserId());
    statement.setObject(2, reading.getReadingId());
    statement.setObject(3, reading.getDeviceId());
    statement.setObject(4, reading.getMeasuredAt().atOffset(ZoneOffset.UTC));
    statement.setDouble(5, reading.getValue());
    statement.setObject(6, reading.getReceivedAt().atOffset(ZoneOffset.UTC));
    statement.setShort(7, catalogue.byCode(reading.getMetric()).orElseThrow().id());
    statement.setString(8, reading.getSource());
    statement.addBatch();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String group) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            BATCH,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            16 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            8 << 20,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            6_000,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
