package io.healthtrack.local.pipeline;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.gateway.GatewayApp;
import io.healthtrack.gateway.vitals.VitalsAccess;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.processors.ProcessorsApp;
import io.healthtrack.processors.ProcessorsConfig;
import io.healthtrack.processors.vitals.VitalsSettings;
import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.sink.SinkApp;
import io.healthtrack.sink.SinkConfig;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.shards.Shard;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole pipeline: broker, registry and database as child processes, the three services in this
 * JVM, everything on loopback. Closing stops it in order, from the door inwards.
 */
public final class Pipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final String DATABASE = "healthtrack";
  private static final int PARTITIONS = 4;
  private static final short REPLICATION = 1;
  private static final int TOKEN_BYTES = 32;
  private static final Duration PREDECESSOR_GONE_WITHIN = Duration.ofSeconds(15);
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final DataDirectory directory;
  private final Optional<String> replica;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Endpoints endpoints;

  private Pipeline(DataDirectory directory, Optional<String> replica) {
    this.directory = directory;
    this.replica = replica.filter(url -> !url.isBlank());
  }

  /**
   * Starts everything and returns once every part is ready; {@code endpoints.json} is there then,
   * and not before. Takes over the directory: it is closed with the pipeline, also when this fails.
   */
  public static Pipeline start(DataDirectory directory, Ports ports) {
    return start(directory, ports, Optional.empty());
  }

  /** The same with a read replica at this JDBC URL, which is somebody else's to run. */
  public static Pipeline start(DataDirectory directory, Ports ports, Optional<String> replica) {
    Pipeline pipeline = new Pipeline(directory, replica);
    try {
      pipeline.open(ports);
      return pipeline;
    } catch (RuntimeException | Error e) {
      pipeline.close();
      throw e;
    }
  }

  /** Where everything listens. */
  public Endpoints endpoints() {
    return endpoints;
  }

  /** Where everything is kept. */
  public DataDirectory directory() {
    return directory;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part did not stop in order", e);
      }
    }
    directory.close();
  }

  private void open(Ports ports) {
    ports.requireFree(PREDECESSOR_GONE_WITHIN);
    Stack stack =
        keep(
            Stack.start(
                StackConfig.builder()
                    .directory(directory.directory("stack"))
                    .kafkaPort(ports.kafka())
                    .postgresPort(ports.postgres())
                    .registryPort(ports.registry())
                    .build()));
    LOG.info("broker, registry and database are ready");
    Concurrently.run(
        () -> provisionTopics(stack.bootstrapServers()),
        () -> SchemaProvisioning.ensure(stack.registryUrl()),
        () -> stack.createDatabase(DATABASE));
    GatewayLogin login = GatewayLogin.to(stack.jdbcUrl(DATABASE));
    VitalsAccess vitals = vitalsAccess(ports);
    SinkApp[] sink = new SinkApp[1];
    ProcessorsApp[] streams = new ProcessorsApp[1];
    GatewayApp[] gateway = new GatewayApp[1];
    Concurrently.run(
        () ->
            sink[0] =
                keep(
                    SinkApp.create(
                        sinkConfig(stack, ports)
                            .withArchive(directory.privateDirectory("archive")))),
        () -> streams[0] = keep(ProcessorsApp.create(streamsConfig(stack, ports, vitals.token()))),
        () -> gateway[0] = keep(Door.open(stack, ports, directory, login, vitals)));
    await("the stream processors", streams[0]::ready);
    await("the sink", sink[0]::ready);
    login.make(stack.databaseUser(), stack.databasePassword());
    await("the gateway", gateway[0]::ready);
    Endpoints ready =
        new Endpoints(
            gateway[0].address(),
            streams[0].address(),
            sink[0].address(),
            stack.registryUrl(),
            stack.bootstrapServers(),
            connectionUrl(stack.jdbcUrl(DATABASE), stack),
            replica.map(url -> connectionUrl(url, stack)),
            Door.firstKey(directory));
    Rules.provision(ready);
    endpoints = ready;
    ready.write(directory.root());
    LOG.info("ready");
  }

  private ProcessorsConfig streamsConfig(Stack stack, Ports ports, Secret token) {
    return ProcessorsConfig.of(
            stack.bootstrapServers(),
            stack.registryUrl(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.streams()),
            directory.privateDirectory("streams"))
        .with(new VitalsSettings(token, VitalsSettings.DEFAULTS.streams()));
  }

  /** Made anew at each start and kept nowhere: both ends of it are in this process. */
  private static VitalsAccess vitalsAccess(Ports ports) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return new VitalsAccess(
        URI.create("http://127.0.0.1:" + ports.streams()),
        new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random)));
  }

  private SinkConfig sinkConfig(Stack stack, Ports ports) {
    DatabaseConfig primary =
        new DatabaseConfig(stack.jdbcUrl(DATABASE), stack.databaseUser(), stack.databasePassword());
    SinkConfig config =
        new SinkConfig(stack.bootstrapServers(), stack.registryUrl(), ports.sink(), primary);
    return replica
        .map(url -> connectionUrl(url, stack))
        .map(url -> new DatabaseConfig(url, primary.user(), primary.password()))
        .map(standby -> config.withShards(List.of(Shard.only(primary).withReplica(standby))))
        .orElse(config);
  }

  private static void provisionTopics(String bootstrap) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      TopicProvisioning.ensure(admin, PARTITIONS, REPLICATION);
    }
  }

  private static String connectionUrl(String url, Stack stack) {
    if (url.contains("user=")) {
      return url;
    }
    return "%s%suser=%s&password=%s"
        .formatted(
            url,
            url.contains("?") ? "&" : "?",
            URLEncoder.encode(stack.databaseUser(), StandardCharsets.UTF_8),
            URLEncoder.encode(stack.databasePassword(), StandardCharsets.UTF_8));
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private static void await(String part, BooleanSupplier ready) {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!ready.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        throw new UserError(part + " did not get ready; the log says why");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
