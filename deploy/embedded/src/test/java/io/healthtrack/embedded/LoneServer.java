package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Artifacts;
import io.healthtrack.embedded.artifacts.Cache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A stack's database server without the rest of the stack, for tests that start several. */
record LoneServer(
    StackDirectory directory, Database database, ServerCertificate identity, ChildPart part)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static LoneServer on(Path path) throws IOException {
    StackDirectory directory = StackDirectory.open(Optional.of(path));
    ServerCertificate identity =
        ServerCertificate.in(directory).ensure(directory.log(PostgresRecipe.NAME));
    Database database =
        new Database(
            StackPorts.of(StackConfig.temporary()).postgres(),
            PostgresSettings.SUPERUSER,
            directory.secrets().databasePassword(),
            Optional.of(identity.certificate()));
    ChildPart part =
        new ChildPart(
            new PostgresRecipe(
                CompletableFuture.completedFuture(
                    Cache.ofThisUser().unpacked(Artifacts.load().postgres())),
                CompletableFuture.completedFuture(identity),
                directory,
                database,
                database.port()),
            new Predecessor(directory.pidFile(PostgresRecipe.NAME)),
            PATIENCE);
    part.restart();
    return new LoneServer(directory, database, identity, part);
  }

  @Override
  public void close() throws IOException {
    part.stop();
    directory.close();
  }
}
