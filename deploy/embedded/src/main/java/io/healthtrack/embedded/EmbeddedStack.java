package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Artifacts;
import io.healthtrack.embedded.artifacts.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stack of child processes. */
final class EmbeddedStack implements Stack {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
  private static final String SUPERUSER = "healthtrack";
  private static final Executor BESIDE_EACH_OTHER =
      task -> Thread.ofVirtual().name("embedded-stack").start(task);

  private final StackDirectory directory;
  private final StackPorts ports;
  private final Database database;
  private final ChildPart kafka;
  private final ChildPart postgres;
  private final ChildPart registry;
  private final Map<String, Duration> timings = new ConcurrentSkipListMap<>();
  private boolean closed;

  private EmbeddedStack(StackConfig config, StackDirectory directory, Unpacked unpacked)
      throws IOException {
    this.directory = directory;
    this.ports = StackPorts.of(config);
    this.database =
        new Database(ports.postgres(), SUPERUSER, directory.secrets().databasePassword());
    Duration patience = config.patience();
    this.kafka =
        part(
            new KafkaRecipe(
                unpacked.artifacts(), directory, ports.kafka(), config.brokerHeapMegabytes()),
            patience);
    this.postgres =
        part(
            new PostgresRecipe(unpacked.postgres(), directory, database, ports.postgres()),
            patience);
    this.registry =
        part(
            new RegistryRecipe(unpacked.registry(), directory, database, ports.registry()),
            patience);
  }

  private ChildPart part(Recipe recipe, Duration patience) throws IOException {
    return new ChildPart(recipe, new Predecessor(directory.pidFile(recipe.name())), patience);
  }

  /** The parts as they lie on this machine, archives unpacked. */
  private record Unpacked(Artifacts artifacts, Path postgres, Path registry) {
    static Unpacked now() {
      Artifacts artifacts = Artifacts.load();
      Cache cache = Cache.ofThisUser();
      return new Unpacked(
          artifacts, cache.unpacked(artifacts.postgres()), cache.unpacked(artifacts.registry()));
    }
  }

  static EmbeddedStack start(StackConfig config) {
    Unpacked unpacked = Unpacked.now();
    try {
      StackDirectory directory = StackDirectory.open(config.directory());
      EmbeddedStack stack = new EmbeddedStack(config, directory, unpacked);
      stack.startParts();
      return stack;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lay out the stack", e);
    }
  }

  private void startParts() {
    long begin = System.nanoTime();
    // Only the registry needs another part: its schemas live in the database.
    CompletableFuture<Void> broker = begin(kafka, begin);
    CompletableFuture<Void> schemas =
        begin(postgres, begin).thenRunAsync(() -> start(registry, begin), BESIDE_EACH_OTHER);
    try {
      CompletableFuture.allOf(broker, schemas).join();
    } catch (CompletionException e) {
      close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    LOG.info("stack ready: {}", timings);
  }

  private CompletableFuture<Void> begin(ChildPart part, long begin) {
    return CompletableFuture.runAsync(() -> start(part, begin), BESIDE_EACH_OTHER);
  }

  private void start(ChildPart part, long begin) {
    part.restart();
    timings.put(part.name(), Duration.ofNanos(System.nanoTime() - begin));
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + ports.kafka();
  }

  @Override
  public URI registryUrl() {
    return RegistryRecipe.confluentApi(ports.registry());
  }

  @Override
  public String jdbcUrl(String name) {
    return database.url(name);
  }

  @Override
  public String databaseUser() {
    return database.user();
  }

  @Override
  public String databasePassword() {
    return database.password();
  }

  @Override
  public void createDatabase(String name) {
    database.create(name, database.user());
  }

  @Override
  public Part kafka() {
    return kafka;
  }

  @Override
  public Part postgres() {
    return postgres;
  }

  @Override
  public Part registry() {
    return registry;
  }

  @Override
  public Map<String, Duration> timings() {
    return Map.copyOf(timings);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // Data that is deleted a moment later needs no good order.
    List<Runnable> ends =
        directory.temporary()
            ? List.of(registry::kill9, kafka::kill9, postgres::kill9)
            : List.of(
                kafka::stop,
                () -> {
                  registry.stop();
                  postgres.stop();
                });
    CompletableFuture.allOf(
            ends.stream()
                .map(end -> CompletableFuture.runAsync(end, BESIDE_EACH_OTHER))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
