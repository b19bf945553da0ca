package io.healthtrack.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.shards.Shard;
import io.healthtrack.sink.windows.WindowSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Empty topics and an empty database for one test, and a validation stage to play. */
final class SinkWorld implements AutoCloseable {

  static final int PARTITIONS = 4;

  private static final AtomicInteger COUNT = new AtomicInteger();

  final Stack stack = SharedStack.get();
  private final String database =
      "sink_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
  private final WindowSource windows;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final RegistryClient registry = RegistryClient.http(stack.registryUrl());
  private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry);
  private final List<SinkApp> apps = new ArrayList<>();

  static {
    // Loading the deserializer makes Avro trust our records, which the serializer alone does not.
    new AvroDeserializer<>(RegistryClient.local()).close();
  }

  SinkWorld() {
    // The topology does not run here: of plain readings, the sink itself computes windows.
    this(WindowSource.TABLE);
  }

  SinkWorld(WindowSource windows) {
    this.windows = windows;
    admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    emptyTopics();
    // A test before may have killed the server in which the registry keeps its schemas.
    Await.until(
        "schemas registered",
        () -> {
          SchemaProvisioning.ensure(stack.registryUrl());
          return true;
        });
    MigratedDatabase.cloneAs(stack, database);
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                database,
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  SinkConfig config(String name, BatchPolicy policy) {
    return config(name, policy, stack.jdbcUrl(database));
  }

  /** A sink that writes another database, of the same names and passwords. */
  SinkConfig config(String name, BatchPolicy policy, String jdbcUrl) {
    return new SinkConfig(
        stack.bootstrapServers(),
        stack.registryUrl(),
        "127.0.0.1",
        0,
        new DatabaseConfig(jdbcUrl, stack.databaseUser(), stack.databasePassword(), 20_000),
        policy,
        MaintenanceConfig.DEFAULT,
        windows,
        name,
        Map.of());
  }

  SinkApp startSink() {
    return startSink("sink", SinkConfig.READINGS);
  }

  SinkApp startSink(String name, BatchPolicy policy) {
    return startSink(config(name, policy));
  }

  SinkApp startSink(SinkConfig config) {
    return startSink(config, MetricCatalogue.load());
  }

  SinkApp startSink(SinkConfig config, MetricCatalogue catalogue) {
    SinkApp app = SinkApp.create(config, catalogue);
    apps.add(app);
    return app;
  }

  /** Sends readings as validation does: in one transaction, which leaves markers. */
  void send(List<Reading> readings) {
    producer.beginTransaction();
    readings.forEach(reading -> write(Topics.READINGS_VALID, reading.getUserId(), reading));
    producer.commitTransaction();
  }

  void send(Topic topic, UUID key, SpecificRecord value) {
    producer.beginTransaction();
    write(topic, key, value);
    producer.commitTransaction();
  }

  /** Sends a reading again that was refused, as an operator's replay does. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void sendReplay(byte[] key, byte[] value, Replay replay) {
    producer.beginTransaction();
    producer.send(
        new ProducerRecord<>(
            Topics.READINGS_VALID.name(),
            null,
            key,
            value,
            new RecordHeaders().add(Replay.HEADER, replay.bytes())));
    producer.commitTransaction();
  }

  void sendRaw(Topic topic, byte[] key, byte[] value) {
    producer.beginTransaction();
    write(topic, key, value);
    producer.commitTransaction();
  }

  /** Sends readings that never happened. */
  void sendAborted(List<Reading> readings) {
    producer.beginTransaction();
    readings.forEach(reading -> write(Topics.READINGS_VALID, reading.getUserId(), reading));
    producer.flush();
    producer.abortTransaction();
  }

  /** Waits until the lanes stand exactly at the ends of their topics, markers and all. */
  void drained() {
    drained(this::query);
  }

  /** Waits for the lanes of a sink that writes another database. */
  void drained(Function<String, List<String>> rows) {
    Await.until("every lane at the end of its topics", () -> atEnd(rows));
  }

  /** The database's name. */
  String database() {
    return database;
  }

  /** What stands in the way of somebody who has only an old copy: the log lost its beginning. */
  void loseLog(Topic topic) throws InterruptedException, ExecutionException {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      // Up to its end.
      all.put(new TopicPartition(topic.name(), partition), RecordsToDelete.beforeOffset(-1));
    }
    admin.deleteRecords(all).all().get();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        stack.jdbcUrl(database)
            + (stack.jdbcUrl(database).contains("?") ? "&" : "?")
            + "connectTimeout=5",
        stack.databaseUser(),
        stack.databasePassword());
  }

  /** All rows, columns joined by a bar. */
  List<String> query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          line.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        lines.add(line.toString());
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code /ready} answers. */
  static String ready(SinkApp app) {
    return ask(app, "/ready");
  }

  /** How often sessions of a lane failed of a cause. */
  static long failures(SinkApp app, String lane, String cause) {
    return ask(app, "/metrics")
        .lines()
        .filter(line -> line.startsWith("healthtrack_sink_failures_total"))
        .filter(line -> line.contains("lane=\"" + lane + "\""))
        .filter(line -> line.contains("cause=\"" + cause + "\""))
        .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.indexOf('}') + 1))))
        .sum();
  }

  private static String ask(SinkApp app, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(app.address().resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Moves the database to a disk. */
  void moveTo(SmallDisk disk) {
    inServer("CREATE TABLESPACE small LOCATION '%s'".formatted(disk.path()));
    inServer("ALTER DATABASE %s SET TABLESPACE small".formatted(database));
  }

  /** Drops the database with the tablespace it was moved to. */
  void leaveDisk() {
    inServer("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database));
    inServer("DROP TABLESPACE IF EXISTS small");
  }

  /** The name of the database. */
  String name() {
    return database;
  }

  /** Starts a sink that logs in as somebody else. */
  SinkApp startSinkAs(String login, String password, BatchPolicy policy) {
    return startSinkOn(
        new DatabaseConfig(stack.jdbcUrl(database), login, password, 20_000), policy);
  }

  /** Starts a sink that writes to another database. */
  SinkApp startSinkOn(DatabaseConfig place, BatchPolicy policy) {
    SinkApp app = SinkApp.create(config("sink", policy).withShards(List.of(Shard.only(place))));
    apps.add(app);
    return app;
  }

  /** Runs a statement beside the database, not in it. */
  void inServer(String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl("postgres"), stack.databaseUser(), stack.databasePassword());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    apps.forEach(SinkApp::close);
    producer.close();
    admin.close();
  }

  private void write(Topic topic, UUID key, SpecificRecord value) {
    write(topic, UuidSerializer.bytes(key), serializer.serialize(topic.name(), value));
  }

  // Failures come back from commitTransaction.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void write(Topic topic, byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(topic.name(), key, value));
  }

  private boolean atEnd(Function<String, List<String>> rows)
      throws InterruptedException, ExecutionException {
    List<String> stored =
        rows.apply("SELECT topic, partition, next_offset FROM ops.lane_offsets ORDER BY 1, 2");
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (Topic topic : apps.getFirst().topics()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
        admin.listOffsets(asked).all().get();
    return stored.size() == ends.size()
        && ends.entrySet().stream()
            .allMatch(
                end ->
                    stored.contains(
                        end.getKey().topic()
                            + "|"
                            + end.getKey().partition()
                            + "|"
                            + end.getValue().offset()));
  }

  private void emptyTopics() {
    List<String> names = Topics.all().stream().map(Topic::name).toList();
    Await.until(
        "old topics gone",
        () -> {
          Set<String> existing = admin.listTopics().names().get();
          List<String> old = names.stream().filter(existing::contains).toList();
          if (!old.isEmpty()) {
            admin.deleteTopics(old).all().get();
          }
          return old.isEmpty();
        });
    Await.until(
        "new topics there",
        () -> {
          TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
          return true;
        });
  }
}
