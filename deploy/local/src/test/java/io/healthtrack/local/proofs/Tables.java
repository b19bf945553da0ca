package io.healthtrack.local.proofs;

import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.SinkConfig;
import io.healthtrack.sink.analytics.DailyFollowUp;
import io.healthtrack.sink.analytics.DailyRollup;
import io.healthtrack.sink.analytics.DayRequests;
import io.healthtrack.sink.catalogue.MetricTypes;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.Batch;
import io.healthtrack.sink.lanes.BatchWriter;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.offsets.Movement;
import io.healthtrack.sink.partitions.PartitionMaintenance;
import io.healthtrack.sink.readings.ReadingsLane;
import io.healthtrack.sink.windows.WindowRepair;
import io.healthtrack.sink.windows.WindowSource;
import io.healthtrack.sink.windows.WindowsLane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.test.TestRecord;

/** The sink's own lanes and its own repair over a real database, without a broker. */
final class Tables implements AutoCloseable {

  private final Database database;
  private final Writer readings;
  private final Writer windows;
  private final WindowRepair repair;
  private final DailyFollowUp days = new DailyFollowUp(() -> false);
  private final Connection looking;

  /** One lane with its connection, as its runner would have it. */
  private static final class Writer {
    private final Topic topic;
    private final Connection connection;
    private final BatchWriter writer;
    private long offset;

    Writer(Database database, Lane lane) throws SQLException {
      topic = lane.topics().getFirst();
      connection = database.openLane(lane.name());
      database.dropRights(connection);
      lane.prepare(connection);
      connection.commit();
      writer = new BatchWriter(lane, "proofs");
    }

    void write(List<TestRecord<byte[], byte[]>> written) throws SQLException {
      if (written.isEmpty()) {
        return;
      }
      TopicPartition partition = new TopicPartition(topic.name(), 0);
      long from = offset;
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (TestRecord<byte[], byte[]> record : written) {
        records.add(
            new ConsumerRecord<>(
                topic.name(),
                0,
                offset++,
                record.timestamp(),
                TimestampType.CREATE_TIME,
                record.key().length,
                record.value().length,
                record.key(),
                record.value(),
                record.getHeaders(),
                Optional.empty()));
      }
      writer.write(
          connection,
          new Batch(
              List.of(new Batch.Slice(partition, records)),
              List.of(new Movement(partition, from, offset))));
      connection.commit();
    }
  }

  Tables(DatabaseConfig config, RegistryClient schemas) throws SQLException {
    MetricCatalogue catalogue = MetricCatalogue.load();
    database = new Database(config);
    database.migrate();
    MetricTypes.write(database.jdbi(), catalogue);
    new PartitionMaintenance(database.jdbi(), Clock.systemUTC()).run();
    readings =
        new Writer(
            database,
            new ReadingsLane(
                SinkConfig.READINGS,
                new AvroDeserializer<>(schemas),
                catalogue,
                () -> Long.MAX_VALUE));
    windows =
        new Writer(
            database,
            new WindowsLane(new AvroDeserializer<>(schemas), catalogue, new DayRequests()));
    repair = new WindowRepair(catalogue, new DailyRollup(), () -> false, WindowSource.STREAM);
    looking = database.openLane("proofs");
  }

  /** Stores the readings that the sink has not seen yet. */
  void storeReadings(Chain chain) throws SQLException {
    readings.write(chain.take(Topics.READINGS_VALID));
  }

  /** Stores what was told of windows and the sink has not heard yet. */
  void storeWindows(Chain chain) throws SQLException {
    windows.write(chain.take(Topics.READINGS_WINDOWS));
  }

  /** Repairs, and adds days up, until nothing is queued. */
  void repair() throws SQLException {
    while (repair.run(database.jdbi()) > 0 || days.run(database.jdbi()) > 0) {
      // A turn is bounded.
    }
  }

  /** Rows of a query about one person, columns joined by a bar. */
  List<String> of(UUID user, String query) throws SQLException {
    try (PreparedStatement statement = looking.prepareStatement(query)) {
      statement.setObject(1, user);
      List<String> lines = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          StringBuilder line = new StringBuilder();
          for (int i = 1; i <= columns; i++) {
            line.append(i == 1 ? "" : "|").append(rows.getObject(i));
          }
          lines.add(line.toString());
        }
      }
      looking.commit();
      return lines;
    }
  }

  @Override
  public void close() throws SQLException {
    readings.connection.close();
    windows.connection.close();
    looking.close();
    database.close();
  }
}
