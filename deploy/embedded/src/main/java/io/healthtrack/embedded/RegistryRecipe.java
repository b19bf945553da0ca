package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Apicurio Registry, with its schemas in a database of its own. */
final class RegistryRecipe implements Recipe {
  private static final String DATABASE = RegistrySettings.DATABASE;

  private final CompletableFuture<Path> application;
  private final StackDirectory directory;
  private final Database database;
  private final int port;
  private final RegistryProbe probe;

  RegistryRecipe(
      CompletableFuture<Path> application, StackDirectory directory, Database database, int port) {
    this.application = application;
    this.directory = directory;
    this.database = database;
    this.port = port;
    this.probe = new RegistryProbe(confluentApi(port));
  }

  /** The base of the Confluent-compatible API. */
  static URI confluentApi(int port) {
    return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
  }

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public Launch prepare() throws IOException {
    database.createRole(DATABASE, directory.secrets().registryPassword());
    database.create(DATABASE, DATABASE);
    Path home = directory.of(name());
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    List<String> line = new ArrayList<>(List.of(Java.program()));
    line.addAll(Java.OPTIONS);
    line.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xmx192m",
            "-Djava.io.tmpdir=" + temporary,
            "-jar",
            application.join().resolve("quarkus-run.jar").toString()));
    return Launch.asUs(
        new Command(line, environment(temporary), home, directory.log(name()), Signal.TERM));
  }

  @Override
  public boolean answers() {
    return probe.answers();
  }

  private Map<String, String> environment(Path temporary) {
    return RegistrySettings.environment(
        "127.0.0.1",
        port,
        port + 1,
        database.url(DATABASE),
        directory.secrets().registryPassword(),
        temporary);
  }
}
