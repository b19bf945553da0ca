package io.healthtrack.embedded.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Formats the log directory when it is new, then runs one broker that is its own controller.
 *
 * <p>Arguments: the file with the server properties, and the cluster id for a new directory.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /** Runs the broker until the process is told to end. */
  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
      properties.load(reader);
    }
    format(properties, arguments[1]);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
    server.awaitShutdown();
  }

  private static void format(Properties properties, String clusterId) throws Exception {
    // A directory that is already formatted keeps its cluster id, so a restart finds its data.
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
        .setClusterId(clusterId)
        .setControllerListenerName(properties.getProperty("controller.listener.names"))
        .addDirectory(properties.getProperty("log.dirs"))
        .setMetadataLogDirectory(properties.getProperty("log.dirs"))
        .setIgnoreFormatted(true)
        .run();
  }
}
