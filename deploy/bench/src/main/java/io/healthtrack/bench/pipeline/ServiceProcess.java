package io.healthtrack.bench.pipeline;

import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import io.healthtrack.local.door.GatewayClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** One of our services in a JVM of its own. */
final class ServiceProcess implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final long BETWEEN_LOOKS = Duration.ofMillis(100).toNanos();

  private final String name;
  private final Child child;
  private final URI address;
  private final Path log;

  private ServiceProcess(String name, Child child, URI address, Path log) {
    this.name = name;
    this.child = child;
    this.address = address;
    this.log = log;
  }

  /**
   * What to start.
   *
   * @param name of the service, and the beginning of its settings
   * @param jvm options of its JVM
   * @param arguments of its main
   * @param settings by their keys without the service's name
   */
  record Plan(
      String name,
      Class<?> main,
      List<String> jvm,
      List<String> arguments,
      Map<String, String> settings) {
    Plan {
      jvm = List.copyOf(jvm);
      arguments = List.copyOf(arguments);
      settings = Map.copyOf(settings);
    }

    /** Settings may hold passwords. */
    @Override
    public String toString() {
      return "Plan[" + name + "]";
    }
  }

  /** Starts it on a free port; it gets ready by itself. */
  static ServiceProcess start(Path directory, Plan plan) throws IOException {
    int port = freePort();
    Files.createDirectories(directory);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(plan.jvm());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), plan.main().getName()));
    line.addAll(plan.arguments());
    Map<String, String> environment = new HashMap<>();
    String prefix = "HEALTHTRACK_" + plan.name().toUpperCase(java.util.Locale.ROOT) + "_";
    plan.settings().forEach((key, value) -> environment.put(prefix + key, value));
    environment.put(prefix + "LISTEN_PORT", Integer.toString(port));
    Path log = directory.resolve("log");
    return new ServiceProcess(
        plan.name(),
        Child.start(List.of(), new Command(line, environment, directory, log, Signal.TERM)),
        URI.create("http://127.0.0.1:" + port),
        log);
  }

  URI address() {
    return address;
  }

  long pid() {
    return child.pid();
  }

  void awaitReady() {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!GatewayClient.answers(address.resolve("/ready"))) {
      if (!child.alive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(name + " does not get ready:\n" + endOfLog());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    if (child.alive()) {
      child.stop();
    }
  }
}
