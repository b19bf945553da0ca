package io.healthtrack.bench.sink;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.sink.SinkConfig;
import io.healthtrack.sink.readings.SortedRows;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The readings lane with everything left out but the rows: polled, decoded, sorted and encoded by
 * one thread while another copies the batch before. Whoever kills it loses the place.
 */
public final class RowsLoop {

  private RowsLoop() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments bootstrap servers, registry, topic, group
   * @throws SQLException if there is no database
   * @throws ExecutionException if a batch cannot be written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] arguments)
      throws SQLException, ExecutionException, InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(arguments[0], arguments[3]);
        ExecutorService writing = Executors.newSingleThreadExecutor();
        Connection connection =
            DriverManager.getConnection(
                System.getenv("DATABASE_URL"),
                System.getenv("DATABASE_USER"),
                System.getenv("DATABASE_PASSWORD"))) {
      connection.setAutoCommit(false);
      consumer.subscribe(List.of(arguments[2]));
      SortedRows.Sorter sorter =
          new SortedRows.Sorter(
              new AvroDeserializer<>(RegistryClient.http(URI.create(arguments[1]))),
              MetricCatalogue.load());
      Future<?> written = CompletableFuture.completedFuture(null);
      while (true) {
        SortedRows rows = sorter.sort(gather(consumer));
        written.get();
        written =
            writing.submit(
                () -> {
                  rows.copy(connection);
                  connection.commit();
                  return null;
                });
      }
    }
  }

  /** A full batch, or what there is when nothing more comes. */
  private static List<ConsumerRecord<byte[], byte[]>> gather(
      KafkaConsumer<byte[], byte[]> consumer) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (true) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(SinkConfig.READINGS.linger());
      polled.forEach(records::add);
      if (records.size() >= SinkConfig.READINGS.rows()
          || (polled.isEmpty() && !records.isEmpty())) {
        return records;
      }
    }
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
            10_000,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            16 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            8 << 20,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
