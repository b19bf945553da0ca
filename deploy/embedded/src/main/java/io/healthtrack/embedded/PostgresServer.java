package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Artifacts;
import io.healthtrack.embedded.artifacts.Cache;
import io.healthtrack.embedded.processes.Privileges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A PostgreSQL server beside a stack's, for what needs several: empty, and deleted on close. */
public final class PostgresServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final StackDirectory directory;
  private final Database database;
  private final Path binaries;
  private final ChildPart part;

  private PostgresServer(Optional<String> password) throws IOException {
    directory = StackDirectory.open(Optional.empty(), Boolean.getBoolean(SharedStack.MEMORY));
    int port = FreePorts.pick(1);
    ServerCertificate certificate = ServerCertificate.in(directory);
    database =
        new Database(
            port,
            PostgresSettings.SUPERUSER,
            password.orElse(directory.secrets().databasePassword()),
            Optional.of(certificate.certificate()));
    binaries = Cache.ofThisUser().unpacked(Artifacts.load().postgres());
    part =
        new ChildPart(
            new PostgresRecipe(
                CompletableFuture.completedFuture(binaries),
                CompletableFuture.completedFuture(
                    certificate.ensure(directory.log(PostgresRecipe.NAME))),
                directory,
                database,
                port),
            new Predecessor(directory.pidFile(PostgresRecipe.NAME)),
            PATIENCE);
  }

  /** Starts one on a free port and returns when it is ready. */
  public static PostgresServer start() {
    try {
      PostgresServer server = new PostgresServer(Optional.empty());
      server.part.restart();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lay out the server", e);
    }
  }

  /**
   * Copies a stack's server as it runs, to one that starts when its part does, recovers, and then
   * has what was committed when the copy was made. User and password are the stack's.
   */
  public static PostgresServer copyOf(Stack stack) {
    try {
      PostgresServer copy = new PostgresServer(Optional.of(stack.databasePassword()));
      PostgresCopy.of(
          stack.jdbcUrl("postgres"), stack.databaseUser(), stack.databasePassword(), copy.data());
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the server", e);
    }
  }

  /**
   * Starts a standby of this one: a copy in a directory of its own, that follows it and answers
   * questions. It ends before this one does.
   */
  public PostgresServer standby() {
    try {
      PostgresServer standby = new PostgresServer(Optional.of(database.password()));
      Path copy = standby.data();
      PostgresCopy.of(database.url("postgres"), database.user(), database.password(), copy);
      PostgresCopy.follow(
          database, copy, Privileges.forProgram(binaries.resolve("bin").resolve("postgres"), copy));
      standby.part.restart();
      return standby;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the server", e);
    }
  }

  private Path data() throws IOException {
    return directory.of(PostgresRecipe.NAME).resolve("data");
  }

  /** Its process. */
  public Part part() {
    return part;
  }

  /** The JDBC URL of a database; {@code postgres} exists always. */
  public String jdbcUrl(String name) {
    return database.url(name);
  }

  /** Its port, on the loopback address. */
  public int port() {
    return database.port();
  }

  /** The superuser. */
  public String user() {
    return database.user();
  }

  /** The superuser's password. */
  public String password() {
    return database.password();
  }

  /** Creates the database if it is not there. */
  public void createDatabase(String name) {
    database.create(name, database.user());
  }

  @Override
  public void close() {
    part.kill9();
    try {
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
