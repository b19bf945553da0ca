package io.healthtrack.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Where a stack's parts are and how long they took, whatever they run in. */
abstract class LoopbackStack implements Stack {
  final StackPorts ports;
  final Database database;
  private final Map<String, Duration> timings = new ConcurrentSkipListMap<>();

  LoopbackStack(StackPorts ports, String databasePassword, Optional<Path> certificate) {
    this.ports = ports;
    this.database =
        new Database(ports.postgres(), PostgresSettings.SUPERUSER, databasePassword, certificate);
  }

  /** A part has become ready; {@code begin} is the nano time at which the stack began to start. */
  final void became(Part part, long begin) {
    timings.put(part.name(), Duration.ofNanos(System.nanoTime() - begin));
  }

  @Override
  public final String bootstrapServers() {
    return "127.0.0.1:" + ports.kafka();
  }

  @Override
  public final URI registryUrl() {
    return RegistryRecipe.confluentApi(ports.registry());
  }

  @Override
  public final String jdbcUrl(String name) {
    return database.url(name);
  }

  @Override
  public final String databaseUser() {
    return database.user();
  }

  @Override
  public final String databasePassword() {
    return database.password();
  }

  @Override
  public final void createDatabase(String name) {
    database.create(name, database.user());
  }

  @Override
  public final Map<String, Duration> timings() {
    return Map.copyOf(timings);
  }
}
