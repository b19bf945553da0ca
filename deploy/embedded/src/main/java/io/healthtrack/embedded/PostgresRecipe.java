package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Privileges;
import io.healthtrack.embedded.processes.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A PostgreSQL server that is as durable as a production one. */
final class PostgresRecipe implements Recipe {
  /** The name of the part and of its directory. */
  static final String NAME = "postgres";

  private final CompletableFuture<Path> binaries;
  private final CompletableFuture<ServerCertificate> certificate;
  private final StackDirectory directory;
  private final Database database;
  private final int port;

  PostgresRecipe(
      CompletableFuture<Path> binaries,
      CompletableFuture<ServerCertificate> certificate,
      StackDirectory directory,
      Database database,
      int port) {
    this.binaries = binaries;
    this.certificate = certificate;
    this.directory = directory;
    this.database = database;
    this.port = port;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Launch prepare() throws IOException {
    Path home = directory.of(name());
    Path data = home.resolve("data");
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(home, data);
    }
    Privileges privileges = Privileges.forProgram(program("postgres"), data);
    ServerCertificate identity = certificate.join();
    privileges.give(identity.key());
    write(data.resolve("healthtrack.conf"), PostgresSettings.file(port, identity), privileges);
    write(data.resolve("pg_hba.conf"), PostgresSettings.ACCESS, privileges);
    Command command =
        new Command(
            List.of(program("postgres").toString(), "-D", data.toString()),
            Map.of(),
            home,
            directory.log(name()),
            Signal.INT);
    return new Launch(privileges.prefix(), command);
  }

  @Override
  public boolean answers() {
    return database.answers();
  }

  private static void write(Path file, String text, Privileges privileges) throws IOException {
    Files.writeString(file, text);
    privileges.give(file);
  }

  private Path program(String name) {
    return binaries.join().resolve("bin").resolve(name);
  }

  private void initialise(Path home, Path data) throws IOException {
    Path unfinished = home.resolve("data.unfinished");
    Directories.delete(unfinished); // left by a process that was killed half way
    Files.createDirectories(unfinished);
    Directories.permit(unfinished, "rwx------");
    Privileges privileges = Privileges.forProgram(program("initdb"), unfinished);
    Path password = home.resolve("password");
    Files.deleteIfExists(password);
    Files.createFile(password);
    try {
      Directories.permit(password, "rw-------");
      Files.writeString(password, database.password());
      privileges.give(password);
      run(privileges, home, unfinished, password);
    } finally {
      Files.delete(password);
    }
    Files.writeString(
        unfinished.resolve("postgresql.conf"),
        "\ninclude = 'healthtrack.conf'\n",
        StandardOpenOption.APPEND);
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(Privileges privileges, Path home, Path data, Path password) throws IOException {
    Command initdb =
        new Command(
            List.of(
                program("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + database.user(),
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions"),
            Map.of(),
            home,
            directory.log(name()),
            Signal.TERM);
    try {
      int code = Child.start(privileges.prefix(), initdb).await();
      if (code != 0) {
        throw new IOException("initdb ended with " + code + "; see " + initdb.log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
