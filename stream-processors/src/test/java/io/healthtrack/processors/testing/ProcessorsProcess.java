package io.healthtrack.processors.testing;

import io.healthtrack.embedded.Stack;
import io.healthtrack.processors.ProcessorsMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processors as a process of its own, with a directory for its state. */
public final class ProcessorsProcess {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String RESTORED = "healthtrack_streams_restored_records{";

  private final Path state;
  private final int port;
  private final Process process;

  private ProcessorsProcess(Path state, int port, Process process) {
    this.state = state;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param instance which of the processes of the same topologies
   * @param standbys how many copies of each store the others keep
   */
  public static ProcessorsProcess start(Stack stack, String instance, Path state, int standbys)
      throws IOException {
    Files.createDirectories(state);
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ProcessorsMain.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "HEALTHTRACK_PROCESSORS_BOOTSTRAP_SERVERS", stack.bootstrapServers(),
                "HEALTHTRACK_PROCESSORS_REGISTRY_URL", stack.registryUrl().toString(),
                "HEALTHTRACK_PROCESSORS_LISTEN_PORT", Integer.toString(port),
                "HEALTHTRACK_PROCESSORS_INSTANCE", instance,
                "HEALTHTRACK_PROCESSORS_STANDBY_REPLICAS", Integer.toString(standbys),
                "HEALTHTRACK_PROCESSORS_STATE_DIR", state.toString()));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(state.resolve("log").toFile()))
            .start();
    return new ProcessorsProcess(state, port, process);
  }

  /** Kills it by signal 9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end, as an operator does. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end when it was asked to");
    }
  }

  /** Whether every topology processes records. */
  public boolean ready() {
    return ask("/ready").map(answer -> answer.statusCode() == 200).orElse(false);
  }

  /** Whether it processes records, and some are its own. */
  public boolean hasWork() {
    return hasState() && ready();
  }

  /** Changelog records that the last restoration read, over all topologies. */
  public long restored() {
    return ask("/metrics")
        .map(HttpResponse::body)
        .orElseThrow()
        .lines()
        .filter(line -> line.startsWith(RESTORED))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Whether it was given some of the work: then it has state of its own. */
  public boolean hasState() {
    try (Stream<Path> files = Files.walk(state)) {
      return files.anyMatch(file -> file.endsWith("series-heads"));
    } catch (IOException | UncheckedIOException e) {
      // Files come and go while a process starts.
      return false;
    }
  }

  private Optional<HttpResponse<String>> ask(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      // It does not listen yet.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
