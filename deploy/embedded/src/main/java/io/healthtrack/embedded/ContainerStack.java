package io.healthtrack.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A stack of containers, for machines with a container engine. Data is always temporary.
 *
 * <p>Ports on the host are fixed and on the loopback address, so that they survive a restart.
 */
final class ContainerStack extends LoopbackStack {
  private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
  private static final String POSTGRES_IMAGE = "postgres:18.6";
  private static final String REGISTRY_IMAGE = "apicurio/apicurio-registry:3.3.3";
  private static final String DATABASE_HOST = "database";

  private final String registryPassword = UUID.randomUUID().toString();
  private final Network network = Network.newNetwork();
  private final ContainerPart kafka;
  private final ContainerPart postgres;
  private final ContainerPart registry;

  private ContainerStack(StackConfig config) {
    super(StackPorts.of(config), UUID.randomUUID().toString(), Optional.empty());
    Duration patience = config.patience();
    this.kafka =
        new ContainerPart("kafka", broker(), () -> BrokerProbe.answers(ports.kafka()), patience);
    this.postgres = new ContainerPart("postgres", server(), database::answers, patience);
    RegistryProbe probe = new RegistryProbe(registryUrl());
    this.registry = new ContainerPart("registry", schemaRegistry(), probe::answers, patience);
  }

  static ContainerStack start(StackConfig config) {
    if (config.directory().isPresent()) {
      throw new IllegalArgumentException("a stack of containers keeps no directory");
    }
    ContainerStack stack = new ContainerStack(config);
    try {
      stack.create();
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
    return stack;
  }

  private void create() {
    long begin = System.nanoTime();
    for (ContainerPart part : List.of(kafka, postgres, registry)) {
      if (part == registry) {
        database.createRole(RegistrySettings.DATABASE, registryPassword);
        database.create(RegistrySettings.DATABASE, RegistrySettings.DATABASE);
      }
      part.create();
      became(part, begin);
    }
  }

  private GenericContainer<?> broker() {
    Map<String, String> environment = new TreeMap<>();
    BrokerSettings.listening("0.0.0.0:9092", "localhost:9093", "127.0.0.1:" + ports.kafka())
        .forEach(
            (key, value) ->
                environment.put("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return container(KAFKA_IMAGE, ports.kafka(), 9092).withEnv(environment);
  }

  private GenericContainer<?> server() {
    List<String> command = new ArrayList<>(List.of("postgres"));
    PostgresSettings.COMMON.forEach(
        (key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    return container(POSTGRES_IMAGE, ports.postgres(), 5432)
        .withNetworkAliases(DATABASE_HOST)
        .withEnv("POSTGRES_USER", database.user())
        .withEnv("POSTGRES_PASSWORD", database.password())
        .withEnv("POSTGRES_DB", "postgres")
        .withEnv("POSTGRES_INITDB_ARGS", "--data-checksums --auth=scram-sha-256")
        .withCommand(command.toArray(String[]::new));
  }

  private GenericContainer<?> schemaRegistry() {
    String url = "jdbc:postgresql://" + DATABASE_HOST + ":5432/" + RegistrySettings.DATABASE;
    return container(REGISTRY_IMAGE, ports.registry(), 8080)
        .withEnv(
            RegistrySettings.environment(
                "0.0.0.0", 8080, 9000, url, registryPassword, Path.of("/tmp")));
  }

  private GenericContainer<?> container(String image, int hostPort, int port) {
    GenericContainer<?> container =
        new GenericContainer<>(image).withNetwork(network).waitingFor(new NoWaiting());
    container.setPortBindings(List.of("127.0.0.1:" + hostPort + ":" + port));
    return container;
  }

  /** We wait for the part's own answer instead. */
  private static final class NoWaiting extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }

  @Override
  public Part kafka() {
    return kafka;
  }

  @Override
  public Part postgres() {
    return postgres;
  }

  @Override
  public Part registry() {
    return registry;
  }

  @Override
  public void close() {
    List.of(registry, postgres, kafka).forEach(ContainerPart::remove);
    network.close();
  }
}
