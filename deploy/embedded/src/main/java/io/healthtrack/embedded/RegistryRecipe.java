package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apicurio Registry, with its schemas in a database of its own. */
final class RegistryRecipe implements Recipe {
  /** The name of its role and of its database. */
  static final String DATABASE = "registry";

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Path application;
  private final StackDirectory directory;
  private final Database database;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  RegistryRecipe(Path application, StackDirectory directory, Database database, int port) {
    this.application = application;
    this.directory = directory;
    this.database = database;
    this.port = port;
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
            application.resolve("quarkus-run.jar").toString()));
    return Launch.asUs(
        new Command(line, environment(temporary), home, directory.log(name()), Signal.TERM));
  }

  @Override
  public boolean answers() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(confluentApi(port) + "/config"))
            .timeout(PATIENCE)
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // The environment, because everybody may read a command line.
  private Map<String, String> environment(Path temporary) {
    return Map.ofEntries(
        Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
        Map.entry("QUARKUS_MANAGEMENT_HOST", "127.0.0.1"),
        Map.entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(port + 1)),
        Map.entry("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false"),
        Map.entry("QUARKUS_LOG_LEVEL", "WARN"),
        Map.entry("QUARKUS_LOG_CATEGORY__IO_APICURIO__LEVEL", "WARN"),
        Map.entry("APICURIO_STORAGE_KIND", "sql"),
        Map.entry("APICURIO_STORAGE_SQL_KIND", "postgresql"),
        Map.entry("APICURIO_STORAGE_SNAPSHOT_LOCATION", temporary.toString()),
        Map.entry("APICURIO_DATASOURCE_URL", database.url(DATABASE)),
        Map.entry("APICURIO_DATASOURCE_USERNAME", DATABASE),
        Map.entry("APICURIO_DATASOURCE_PASSWORD", directory.secrets().registryPassword()),
        // The default opens twenty connections at once.
        Map.entry("APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "1"),
        Map.entry("APICURIO_DATASOURCE_JDBC_MIN_SIZE", "1"),
        Map.entry("APICURIO_DATASOURCE_JDBC_MAX_SIZE", "8"));
  }
}
