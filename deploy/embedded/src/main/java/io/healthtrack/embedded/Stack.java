package io.healthtrack.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A running Kafka broker, PostgreSQL server and schema registry, reachable on 127.0.0.1 only.
 *
 * <p>Safe for use by several threads.
 */
public interface Stack extends AutoCloseable {
  /** Starts the three as child processes and returns when all are ready. */
  static Stack start(StackConfig config) {
    return EmbeddedStack.start(config);
  }

  /** The value of Kafka's {@code bootstrap.servers}. */
  String bootstrapServers();

  /** The base of the registry's Confluent-compatible API, {@code .../apis/ccompat/v7}. */
  URI registryUrl();

  /**
   * The JDBC URL of a database, with parameters already; {@code postgres} exists always.
   *
   * <p>Whoever uses it as it is talks TLS to our server and to no other.
   */
  String jdbcUrl(String database);

  /** The database's superuser. */
  String databaseUser();

  /** The superuser's password, made at random with the data. */
  String databasePassword();

  /** Creates the database if it is not there. */
  void createDatabase(String name);

  /** The broker. */
  Part kafka();

  /** The database server. */
  Part postgres();

  /** The schema registry; its schemas live in the database server. */
  Part registry();

  /** How long after the start of the stack each part was ready, by name. */
  Map<String, Duration> timings();

  /** Stops everything; data that was declared temporary is deleted. */
  @Override
  void close();
}
