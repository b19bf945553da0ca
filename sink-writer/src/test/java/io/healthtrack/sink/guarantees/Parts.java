package io.healthtrack.sink.guarantees;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.sink.Await;
import io.healthtrack.sink.MigratedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker, a database server and a registry of this suite alone, with one database for all runs,
 * and the sinks that work on it, each a process that can be killed and frozen.
 */
final class Parts implements AutoCloseable {

  private static final String DATABASE = "guarantees";
  private static final int PARTITIONS = 4;
  private static final int MOST_WRITERS = 3;

  final Stack stack =
      Stack.start(StackConfig.builder().inMemory(Boolean.getBoolean(SharedStack.MEMORY)).build());
  final Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
  final AvroDeserializer<SpecificRecord> deserializer =
      new AvroDeserializer<>(RegistryClient.http(stack.registryUrl()));
  private final Path directory = Path.of("target", "guarantees").toAbsolutePath();
  private final List<SinkProcess> sinks = new ArrayList<>();
  private Connection connection;
  private int started;

  Parts() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
    SchemaProvisioning.ensure(stack.registryUrl());
    stack.createDatabase(DATABASE);
  }

  /** The sink that was started last. */
  SinkProcess sink() {
    return sinks.getLast();
  }

  /**
   * Starts a sink, which takes the lanes from whoever has them. It has another number of writers
   * than the one before, so that their shares overlap.
   */
  SinkProcess startSink() {
    String name = "sink-%d-%d".formatted(ProcessHandle.current().pid(), ++started);
    int writers = 1 + started % MOST_WRITERS;
    SinkProcess sink = SinkProcess.start(stack, DATABASE, name, writers, directory);
    sinks.add(sink);
    return sink;
  }

  /** Where every run begins, whatever became of the one before: one sink, and it runs. */
  void begin() {
    if (!stack.postgres().ready()) {
      stack.postgres().restart();
    }
    if (!stack.kafka().ready()) {
      stack.kafka().restart();
    }
    endOthers();
    if (sinks.isEmpty() || !sink().alive()) {
      startSink();
    }
    Await.until("the sink runs or ended", () -> !sink().alive() || sink().ready());
    assertTrue(sink().alive(), "it ended by itself");
  }

  /** Kills this one. */
  void end(SinkProcess sink) {
    sink.kill9();
    sinks.remove(sink);
  }

  /** Kills all sinks but the one that was started last. */
  void endOthers() {
    while (sinks.size() > 1) {
      sinks.removeFirst().kill9();
    }
  }

  /** All rows, columns joined by a bar. */
  synchronized List<String> query(String sql) {
    try {
      if (connection == null) {
        connection = connect();
      }
      return MigratedDatabase.rows(connection, sql);
    } catch (SQLException e) {
      close(connection);
      connection = null;
      throw new IllegalStateException(e);
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", stack.databaseUser());
    properties.setProperty("password", stack.databasePassword());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(stack.jdbcUrl(DATABASE), properties);
  }

  private static void close(Connection broken) {
    try {
      if (broken != null) {
        broken.close();
      }
    } catch (SQLException e) {
      // It broke with its server.
    }
  }

  /** After a run that failed, whose sinks may be frozen or behind one that is dead. */
  void endAll() {
    sinks.forEach(SinkProcess::kill9);
    sinks.clear();
  }

  String describe() {
    return sinks.stream().map(SinkProcess::describe).collect(Collectors.joining("\n\n"));
  }

  @Override
  public void close() {
    sinks.forEach(SinkProcess::kill9);
    close(connection);
    deserializer.close();
    admin.close();
    stack.close();
  }
}
