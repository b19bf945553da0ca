package io.healthtrack.gateway;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import io.healthtrack.gateway.access.ApiKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A gateway as operators run it: a process of its own, with the settings of its environment. */
final class GatewayProcess {

  private final Map<String, String> environment;
  private final Path state;
  private final URI address;
  private Child child;

  GatewayProcess(Stack stack, Path state) {
    int port = freePort();
    this.state = state;
    this.address = URI.create("http://127.0.0.1:" + port);
    this.environment =
        Map.of(
            "HEALTHTRACK_GATEWAY_LISTEN_PORT",
            Integer.toString(port),
            "HEALTHTRACK_GATEWAY_BOOTSTRAP_SERVERS",
            stack.bootstrapServers(),
            "HEALTHTRACK_GATEWAY_REGISTRY",
            stack.registryUrl().toString(),
            "HEALTHTRACK_GATEWAY_STATE",
            state.toString());
  }

  URI address() {
    return address;
  }

  String key() {
    try {
      return Files.readString(state.resolve(ApiKeys.FIRST_KEY)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when it is ready for readings. */
  void start() {
    try {
      Files.createDirectories(state);
      child =
          Child.start(
              List.of(),
              new Command(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      GatewayMain.class.getName()),
                  environment,
                  state,
                  state.resolve("gateway.log"),
                  Signal.TERM));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      Await.until("ready", Duration.ofSeconds(60), () -> ready(http));
    }
  }

  long pid() {
    return child.pid();
  }

  void kill9() {
    child.kill9();
  }

  /** Asks it to end, and returns its exit code. */
  int terminate() throws InterruptedException {
    child.stop();
    return child.await();
  }

  String log() {
    try {
      return Files.readString(state.resolve("gateway.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean ready(HttpClient http) {
    if (!child.alive()) {
      throw new AssertionError("the gateway ended:\n" + log());
    }
    try {
      return http.send(
                  HttpRequest.newBuilder(address.resolve("/ready")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
