package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Artifacts;
import io.healthtrack.embedded.broker.BrokerMain;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One broker in KRaft mode that is its own controller. */
final class KafkaRecipe implements Recipe {
  private final Artifacts artifacts;
  private final StackDirectory directory;
  private final int port;
  private final int heapMegabytes;

  KafkaRecipe(Artifacts artifacts, StackDirectory directory, int port, int heapMegabytes) {
    this.artifacts = artifacts;
    this.directory = directory;
    this.port = port;
    this.heapMegabytes = heapMegabytes;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public Launch prepare() throws IOException {
    Path home = directory.of(name());
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    Path properties = home.resolve("server.properties");
    Files.writeString(
        properties,
        settings(home.resolve("data")).entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted()
            .collect(Collectors.joining("\n", "", "\n")));
    List<String> line = new ArrayList<>(List.of(Java.program()));
    line.addAll(Java.OPTIONS);
    line.addAll(
        List.of(
            "-Xmx" + heapMegabytes + "m",
            "-Djava.io.tmpdir=" + temporary,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "-cp",
            classPath(),
            BrokerMain.class.getName(),
            properties.toString(),
            directory.secrets().clusterId()));
    return Launch.asUs(new Command(line, Map.of(), home, directory.log(name()), Signal.TERM));
  }

  @Override
  public boolean answers() {
    return BrokerProbe.answers(port);
  }

  private String classPath() throws IOException {
    try {
      Path ours =
          Path.of(KafkaRecipe.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Stream.concat(artifacts.broker().stream(), Stream.of(ours))
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private Map<String, String> settings(Path data) {
    int controller = port + 1;
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry(
            "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller),
        Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
        Map.entry("log.dirs", data.toString().replace('\\', '/')),
        Map.entry("auto.create.topics.enable", "false"),
        // A single broker holds the only replica of everything.
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        // Few clients; many partitions only make start and stop slower.
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        // The default would take half of the heap.
        Map.entry("log.cleaner.dedupe.buffer.size", "16777216"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // A member that was killed is noticed after 6 s, in both group protocols.
        Map.entry("group.min.session.timeout.ms", "1000"),
        Map.entry("group.consumer.min.session.timeout.ms", "1000"),
        Map.entry("group.consumer.session.timeout.ms", "6000"),
        Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
        Map.entry("group.consumer.heartbeat.interval.ms", "2000"),
        // After kill -9 the controller must forget the old broker before it takes the new one.
        Map.entry("broker.session.timeout.ms", "2000"),
        Map.entry("broker.heartbeat.interval.ms", "500"));
  }
}
