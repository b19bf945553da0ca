package io.healthtrack.bench.sink;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Debezium's JDBC sink in a standalone worker of Kafka Connect.
 *
 * @param batch rows of a flush, and records of a poll: the worker hands over no more at once
 * @param unnest one array for each column instead of a row of parameters for each row
 * @param tasks each with its partitions, its connection and its thread
 */
record DebeziumSink(Stack stack, int batch, boolean unnest, int tasks) implements Contender {

  /** Kafka Connect's own default, and times that mean what they say. */
  private static final List<String> JVM = List.of("-Xms256m", "-Xmx2g", "-Duser.timezone=UTC");

  private static final String WORKER = "org.apache.kafka.connect.cli.ConnectStandalone";

  /** By name: its class needs what is on the worker's class path only. */
  private static final String CONVERTER = "io.healthtrack.bench.sink.connect.ReadingConverter";

  private static final String KEY = "user_id,metric_type,measured_at,metric_id";

  @Override
  public String name() {
    return "debezium_%s_%d_%s"
        .formatted(unnest ? "unnest" : "plain", batch, tasks == 1 ? "1_task" : tasks + "_tasks");
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(connector());
    settings.putAll(worker());
    settings.put("jvm", String.join(" ", JVM));
    settings.put("connection.url parameters", "reWriteBatchedInserts=true");
    return settings;
  }

  @Override
  public Command command(Load load, Target target) {
    Path worker = target.directory().resolve("worker.properties");
    Path connector = target.directory().resolve("connector.properties");
    write(
        worker,
        worker(),
        Map.of(
            "bootstrap.servers", stack.bootstrapServers(),
            "offset.storage.file.filename", target.directory().resolve("offsets").toString(),
            "value.converter.registry", stack.registryUrl().toString(),
            "listeners", "http://127.0.0.1:0"));
    write(
        connector,
        connector(),
        Map.of(
            "name",
            target.name(),
            "topics",
            load.topic(),
            "connection.url",
            target.url() + "&reWriteBatchedInserts=true",
            "connection.username",
            stack.databaseUser(),
            "connection.password",
            stack.databasePassword(),
            "insert.mode",
            target.keyed() ? "upsert" : "insert"));
    return Processes.java(
        JVM,
        ConnectClassPath.get(),
        WORKER,
        List.of(worker.toString(), connector.toString()),
        Map.of(),
        target.directory());
  }

  /** A worker outlives its tasks. */
  @Override
  public boolean gaveUp(Target target) {
    String log = Processes.log(target.directory());
    return log.contains("will not recover until manually restarted")
        || log.contains("Failed to start task");
  }

  private Map<String, String> connector() {
    return Map.ofEntries(
        Map.entry("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector"),
        Map.entry("tasks.max", Integer.toString(tasks)),
        Map.entry("insert.mode", "upsert"),
        Map.entry("primary.key.mode", "record_value"),
        Map.entry("primary.key.fields", KEY),
        Map.entry("schema.evolution", "none"),
        Map.entry("collection.name.format", "health.health_metrics"),
        Map.entry("batch.size", Integer.toString(batch)),
        Map.entry("dialect.postgres.unnest.insert.enabled", Boolean.toString(unnest)));
  }

  private Map<String, String> worker() {
    return Map.ofEntries(
        Map.entry("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
        Map.entry("value.converter", CONVERTER),
        Map.entry("plugin.discovery", "only_scan"),
        // Every minute by default: after a crash so much would be written again.
        Map.entry("offset.flush.interval.ms", "1000"),
        Map.entry("consumer.max.poll.records", Integer.toString(batch)),
        Map.entry("consumer.isolation.level", "read_committed"),
        Map.entry("consumer.fetch.max.bytes", Integer.toString(16 << 20)),
        Map.entry("consumer.max.partition.fetch.bytes", Integer.toString(8 << 20)),
        Map.entry("consumer.session.timeout.ms", "6000"));
  }

  private static void write(Path file, Map<String, String> some, Map<String, String> more) {
    Properties properties = new Properties();
    properties.putAll(some);
    properties.putAll(more);
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
