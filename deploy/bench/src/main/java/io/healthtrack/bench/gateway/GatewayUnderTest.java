package io.healthtrack.bench.gateway;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import io.healthtrack.gateway.GatewayMain;
import io.healthtrack.gateway.access.ApiKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A gateway in a process of its own, with the heap it is promised to need and no more. */
final class GatewayUnderTest implements AutoCloseable {

  static final int HEAP_MEGABYTES = 256;

  private static final Duration READY_WITHIN = Duration.ofMinutes(1);
  private static final long BETWEEN_LOOKS = Duration.ofMillis(50).toNanos();

  private final Child child;
  private final URI address;
  private final Path state;

  private GatewayUnderTest(Child child, URI address, Path state) {
    this.child = child;
    this.address = address;
    this.state = state;
  }

  /** Returns when it is ready. */
  static GatewayUnderTest start(Stack stack, Path state, List<String> options)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), GatewayMain.class.getName()));
    Command command =
        new Command(
            line,
            Map.of(
                "HEALTHTRACK_GATEWAY_LISTEN_PORT",
                Integer.toString(port),
                "HEALTHTRACK_GATEWAY_BOOTSTRAP_SERVERS",
                stack.bootstrapServers(),
                "HEALTHTRACK_GATEWAY_REGISTRY",
                stack.registryUrl().toString(),
                "HEALTHTRACK_GATEWAY_STATE",
                state.toString()),
            state,
            state.resolve("gateway.log"),
            Signal.TERM);
    GatewayUnderTest gateway =
        new GatewayUnderTest(
            Child.start(List.of(), command), URI.create("http://127.0.0.1:" + port), state);
    gateway.awaitReady();
    return gateway;
  }

  URI address() {
    return address;
  }

  String key() throws IOException {
    return Files.readString(state.resolve(ApiKeys.FIRST_KEY)).strip();
  }

  /** Seconds of CPU that it has used. */
  double cpuSeconds() {
    return ProcessHandle.of(child.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .map(duration -> duration.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  /** Bytes of it in memory, heap and all; NaN where the system does not say. */
  double residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(child.pid()), "status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024)
        .findFirst()
        .orElse(Double.NaN);
  }

  private void awaitReady() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(READY_WITHIN);
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!ready(http)) {
        if (!child.alive() || Instant.now().isAfter(deadline)) {
          throw new IllegalStateException(
              "the gateway is not ready:\n" + Files.readString(state.resolve("gateway.log")));
        }
        LockSupport.parkNanos(BETWEEN_LOOKS);
      }
    }
  }

  private boolean ready(HttpClient http) throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(address.resolve("/ready")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      // Nobody listens yet.
      return false;
    }
  }

  @Override
  public void close() {
    child.stop();
  }
}
