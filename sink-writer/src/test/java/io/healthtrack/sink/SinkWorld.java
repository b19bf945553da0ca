package io.healthtrack.sink;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.Stack;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.shards.Shard;
import io.healthtrack.sink.windows.WindowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/** Empty topics and an empty database for one test, and sinks between the two. */
final class SinkWorld implements AutoCloseable {

  static final int PARTITIONS = SinkTopics.PARTITIONS;

  final Stack stack = ClassStack.get();
  final MigratedDatabase database = MigratedDatabase.fresh();
  final SinkTopics topics = new SinkTopics(stack, database.name());
  private final WindowSource windows;
  private final List<SinkApp> apps = new ArrayList<>();

  SinkWorld() {
    // The topology does not run here: of plain readings, the sink itself computes windows.
    this(WindowSource.TABLE);
  }

  SinkWorld(WindowSource windows) {
    this.windows = windows;
  }

  SinkConfig config(String name, BatchPolicy policy) {
    return config(name, policy, database.url());
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

  /** Starts a sink that logs in as somebody else. */
  SinkApp startSinkAs(String login, String password, BatchPolicy policy) {
    return startSinkOn(new DatabaseConfig(database.url(), login, password, 20_000), policy);
  }

  /** Starts a sink that writes to another database. */
  SinkApp startSinkOn(DatabaseConfig place, BatchPolicy policy) {
    return startSink(config("sink", policy).withShards(List.of(Shard.only(place))));
  }

  /** Sends readings as validation does: in one transaction. */
  void send(List<Reading> readings) {
    topics.send(readings);
  }

  void send(Topic topic, UUID key, SpecificRecord value) {
    topics.send(topic, key, value);
  }

  void sendRaw(Topic topic, byte[] key, byte[] value) {
    topics.sendRaw(topic, key, value);
  }

  /** Waits until the lanes stand exactly at the ends of their topics, markers and all. */
  void drained() {
    drained(this::query);
  }

  /** Waits for the lanes of a sink that writes another database. */
  void drained(Function<String, List<String>> rows) {
    Await.until("every lane at the end of its topics", () -> atEnd(rows));
  }

  /** All rows, columns joined by a bar. */
  List<String> query(String sql) {
    return database.query(sql);
  }

  void execute(String sql) {
    database.execute(sql);
  }

  @Override
  public void close() {
    apps.forEach(SinkApp::close);
    topics.close();
  }

  private boolean atEnd(Function<String, List<String>> rows)
      throws InterruptedException, ExecutionException {
    List<String> stored =
        rows.apply("SELECT topic, partition, next_offset FROM ops.lane_offsets ORDER BY 1, 2");
    Map<TopicPartition, Long> ends = topics.ends(apps.getFirst().topics());
    return stored.size() == ends.size()
        && ends.entrySet().stream()
            .allMatch(
                end ->
                    stored.contains(
                        end.getKey().topic()
                            + "|"
                            + end.getKey().partition()
                            + "|"
                            + end.getValue()));
  }
}
