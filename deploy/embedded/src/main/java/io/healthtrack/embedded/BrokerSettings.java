package io.healthtrack.embedded;

import java.util.HashMap;
import java.util.Map;

/** The settings of a single broker that is its own controller, wherever it runs. */
final class BrokerSettings {
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("node.id", "1"),
          Map.entry("controller.listener.names", "CONTROLLER"),
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

  private BrokerSettings() {}

  /**
   * The settings of {@code server.properties}, without the place of the data.
   *
   * @param listener host and port to listen on for clients
   * @param controller host and port to listen on as the controller
   * @param advertised host and port that clients are told
   */
  static Map<String, String> listening(String listener, String controller, String advertised) {
    Map<String, String> settings = new HashMap<>(COMMON);
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("listeners", "PLAINTEXT://" + listener + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + advertised);
    return settings;
  }
}
