package io.healthtrack.bench.pipeline;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.gateway.GatewayMain;
import io.healthtrack.gateway.access.ApiKeys;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.processors.ProcessorsMain;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.sink.SinkMain;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Everything, each part a process of its own, as in production, with small heaps. */
final class Installation implements AutoCloseable {

  /** As everywhere locally. */
  static final int PARTITIONS = 4;

  private static final String DATABASE = "healthtrack";
  private static final Map<String, Integer> HEAPS =
      Map.of("gateway", 256, "processors", 512, "sink", 384);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<String, Long> processes = new LinkedHashMap<>();
  private Endpoints endpoints;

  private Installation() {}

  /** Starts all of it; data lie on disk and go with it. */
  static Installation start(Path state) throws IOException {
    Installation installation = new Installation();
    try {
      installation.open(state);
      return installation;
    } catch (IOException | RuntimeException | Error e) {
      installation.close();
      throw e;
    }
  }

  private void open(Path state) throws IOException {
    Stack stack = Stack.start(StackConfig.temporary());
    parts.push(stack);
    prepare(stack);
    ServiceProcess sink = start(state, sink(stack));
    ServiceProcess processors =
        start(
            state,
            plan(
                "processors",
                ProcessorsMain.class,
                Map.of(
                    "BOOTSTRAP_SERVERS", stack.bootstrapServers(),
                    "REGISTRY_URL", stack.registryUrl().toString(),
                    "STATE_DIR", state.resolve("processors").toString())));
    ServiceProcess gateway =
        start(
            state,
            plan(
                "gateway",
                GatewayMain.class,
                Map.of(
                    "BOOTSTRAP_SERVERS", stack.bootstrapServers(),
                    "REGISTRY", stack.registryUrl().toString(),
                    "STATE", state.resolve("gateway").toString())));
    List.of(sink, processors, gateway).forEach(ServiceProcess::awaitReady);
    processes.put("gateway", gateway.pid());
    processes.put("broker", stack.kafka().pid());
    processes.put("processors", processors.pid());
    processes.put("sink", sink.pid());
    processes.put("database", stack.postgres().pid());
    processes.put("registry", stack.registry().pid());
    endpoints =
        new Endpoints(
            gateway.address(),
            processors.address(),
            sink.address(),
            stack.registryUrl(),
            stack.bootstrapServers(),
            url(stack),
            Files.readString(state.resolve("gateway").resolve(ApiKeys.FIRST_KEY)).strip());
  }

  private static void prepare(Stack stack) {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
    }
    SchemaProvisioning.ensure(stack.registryUrl());
    stack.createDatabase(DATABASE);
  }

  private ServiceProcess start(Path state, ServiceProcess.Plan plan) throws IOException {
    ServiceProcess process = ServiceProcess.start(state.resolve(plan.name()), plan);
    parts.push(process);
    return process;
  }

  private static ServiceProcess.Plan sink(Stack stack) {
    return plan(
        "sink",
        SinkMain.class,
        Map.of(
            "BOOTSTRAP_SERVERS", stack.bootstrapServers(),
            "REGISTRY_URL", stack.registryUrl().toString(),
            "DATABASE_URL", stack.jdbcUrl(DATABASE),
            "DATABASE_USER", stack.databaseUser(),
            "DATABASE_PASSWORD", stack.databasePassword()));
  }

  private static ServiceProcess.Plan plan(
      String name, Class<?> main, Map<String, String> settings) {
    return new ServiceProcess.Plan(
        name,
        main,
        List.of(
            "-Xmx" + HEAPS.get(name) + "m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED"),
        List.of(),
        settings);
  }

  private static String url(Stack stack) {
    return "%s&user=%s&password=%s"
        .formatted(
            stack.jdbcUrl(DATABASE),
            URLEncoder.encode(stack.databaseUser(), StandardCharsets.UTF_8),
            URLEncoder.encode(stack.databasePassword(), StandardCharsets.UTF_8));
  }

  /** Where everything listens. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** The process of each stage, in the order in which a reading meets them. */
  Map<String, Long> processes() {
    return processes;
  }

  /** For the report. */
  static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("partitions", Integer.toString(PARTITIONS));
    HEAPS.forEach((service, megabytes) -> settings.put(service + " heap", megabytes + " MB"));
    settings.put("broker", "256 MB of heap, one node, data on disk");
    settings.put("database", "fsync, TLS, 128 MB of shared buffers, data on disk");
    return settings;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a part does not stop", e);
      }
    }
  }
}
