package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Artifacts;
import io.healthtrack.embedded.artifacts.Cache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stack of child processes. */
final class EmbeddedStack extends LoopbackStack {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
  // Platform threads: the tasks wait inside monitors, which pins virtual threads before JDK 24.
  private static final Executor BESIDE_EACH_OTHER =
      task -> Thread.ofPlatform().daemon().name("embedded-stack").start(task);

  private final StackDirectory directory;
  private final ChildPart kafka;
  private final ChildPart postgres;
  private final ChildPart registry;
  private boolean closed;

  private EmbeddedStack(StackConfig config, StackDirectory directory, Artifacts artifacts)
      throws IOException {
    super(
        StackPorts.of(config),
        directory.secrets().databasePassword(),
        Optional.of(ServerCertificate.in(directory).certificate()));
    this.directory = directory;
    Duration patience = config.patience();
    // Unpacking happens on a machine's first start only; the parts wait for what they need.
    Cache cache = Cache.ofThisUser();
    CompletableFuture<Path> binaries =
        CompletableFuture.supplyAsync(
            () -> cache.unpacked(artifacts.postgres()), BESIDE_EACH_OTHER);
    CompletableFuture<Path> application =
        CompletableFuture.supplyAsync(
            () -> cache.unpacked(artifacts.registry()), BESIDE_EACH_OTHER);
    Path log = directory.log(PostgresRecipe.NAME);
    ServerCertificate identity = ServerCertificate.in(directory);
    CompletableFuture<ServerCertificate> certificate =
        CompletableFuture.supplyAsync(() -> identity.ensure(log), BESIDE_EACH_OTHER);
    this.kafka =
        part(
            new KafkaRecipe(artifacts, directory, ports.kafka(), config.brokerHeapMegabytes()),
            patience);
    this.postgres =
        part(
            new PostgresRecipe(binaries, certificate, directory, database, ports.postgres()),
            patience);
    this.registry =
        part(new RegistryRecipe(application, directory, database, ports.registry()), patience);
  }

  private ChildPart part(Recipe recipe, Duration patience) throws IOException {
    return new ChildPart(recipe, new Predecessor(directory.pidFile(recipe.name())), patience);
  }

  static EmbeddedStack start(StackConfig config) {
    Artifacts artifacts = Artifacts.load();
    EmbeddedStack stack;
    try {
      stack =
          new EmbeddedStack(
              config, StackDirectory.open(config.directory(), config.inMemory()), artifacts);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lay out the stack", e);
    }
    stack.startParts();
    return stack;
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
    LOG.info("stack ready: {}", timings());
  }

  private CompletableFuture<Void> begin(ChildPart part, long begin) {
    return CompletableFuture.runAsync(() -> start(part, begin), BESIDE_EACH_OTHER);
  }

  private void start(ChildPart part, long begin) {
    part.restart();
    became(part, begin);
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
