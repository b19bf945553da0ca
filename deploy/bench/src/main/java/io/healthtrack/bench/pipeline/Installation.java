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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Everything, each part a process of its own, as in production, with small heaps. */
final class Installation implements AutoCloseable {

  /** As everywhere locally. */
  static final int PARTITIONS = 4;

  private static final String DATABASE = "healthtrack";
  private static final Map<String, Integer> HEAPS =
      new TreeMap<>(Map.of("gateway", 256, "processors", 512, "sink", 384));

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<String, Long> processes = new LinkedHashMap<>();
  private final Tuning tuning;
  private Endpoints endpoints;

  private Installation(Tuning tuning) {
    this.tuning = tuning;
  }

  /**
   * What differs from how it is by default.
   *
   * @param heaps megabytes, by service
   * @param settings by their keys, which begin with the service's name
   */
  record Tuning(Map<String, Integer> heaps, Map<String, String> settings) {
    /** Copies the maps and refuses services that there are not. */
    Tuning {
      heaps = Map.copyOf(heaps);
      settings = Map.copyOf(settings);
      heaps.keySet().forEach(Tuning::requireService);
      settings.keySet().forEach(key -> requireService(key.replaceFirst("[.].*", "")));
    }

    private static void requireService(String name) {
      if (!HEAPS.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no service %s; there are %s".formatted(name, HEAPS.keySet()));
      }
    }

    private int heap(String service) {
      return heaps.getOrDefault(service, HEAPS.get(service));
    }

    /** Of one service, as its environment names them behind its own name. */
    private Map<String, String> of(String service) {
      Map<String, String> own = new LinkedHashMap<>();
      settings.forEach(
          (key, value) -> {
            if (key.startsWith(service + ".")) {
              own.put(
                  key.substring(service.length() + 1).toUpperCase(Locale.ROOT).replace('.', '_'),
                  value);
            }
          });
      return own;
    }
  }

  /** Starts all of it; data lie on disk and go with it. */
  static Installation start(Path state, Tuning tuning) throws IOException {
    Installation installation = new Installation(tuning);
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
            Optional.empty(),
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

  private ServiceProcess.Plan sink(Stack stack) {
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

  private ServiceProcess.Plan plan(String name, Class<?> main, Map<String, String> connections) {
    Map<String, String> settings = new LinkedHashMap<>(tuning.of(name));
    settings.putAll(connections);
    return new ServiceProcess.Plan(
        name,
        main,
        List.of(
            "-Xmx" + tuning.heap(name) + "m",
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
  static Map<String, String> settings(Tuning tuning) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("partitions", Integer.toString(PARTITIONS));
    HEAPS
        .keySet()
        .forEach(service -> settings.put(service + " heap", tuning.heap(service) + " MB"));
    settings.putAll(tuning.settings());
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
