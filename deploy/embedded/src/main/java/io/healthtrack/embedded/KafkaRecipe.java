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
import java.util.TreeMap;
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
            .collect(Collectors.joining("\n", "", "\n")));
    List<String> line = new ArrayList<>(List.of(Java.program()));
    line.addAll(Java.OPTIONS);
    line.addAll(Java.compiler());
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
    Map<String, String> settings =
        new TreeMap<>(
            BrokerSettings.listening(
                "127.0.0.1:" + port, "127.0.0.1:" + (port + 1), "127.0.0.1:" + port));
    settings.put("log.dirs", data.toString().replace('\\', '/'));
    return settings;
  }
}
