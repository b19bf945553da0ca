package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.Tally;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.DriverSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Tick;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The thresholds topology on a driver, with typed ends. */
final class ThresholdsRun implements AutoCloseable {

  private final RegistryClient schemas = RegistryClient.local();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TopologyTestDriver driver;
  private final TestInputTopic<UUID, Reading> valid;
  private final TestInputTopic<UUID, User> users;
  private final TestInputTopic<UUID, ThresholdRule> rules;
  private final TestInputTopic<UUID, AlertCommand> commands;
  private final TestOutputTopic<UUID, AlertEvent> critical;
  private final TestOutputTopic<UUID, AlertEvent> warning;
  private final TestOutputTopic<UUID, AlertEvent> info;
  private final TestOutputTopic<String, Tally> tallies;

  ThresholdsRun(Instant start) {
    Properties properties = DriverSettings.of(ThresholdsTopology.APPLICATION_ID);
    driver =
        new TopologyTestDriver(
            new ThresholdsTopology(
                    schemas, MetricCatalogue.load(), ThresholdsSettings.DEFAULTS, meters)
                .build(),
            properties,
            start);
    valid =
        driver.createInputTopic(Topics.READINGS_VALID.name(), new UuidSerializer(), serializer());
    users =
        driver.createInputTopic(Topics.REGISTRY_USERS.name(), new UuidSerializer(), serializer());
    rules =
        driver.createInputTopic(
            Topics.REGISTRY_THRESHOLDS.name(), new UuidSerializer(), serializer());
    commands =
        driver.createInputTopic(Topics.ALERTS_COMMANDS.name(), new UuidSerializer(), serializer());
    critical = alerts("critical");
    warning = alerts("warning");
    info = alerts("info");
    tallies =
        driver.createOutputTopic(
            Topics.AUDIT_TALLIES.name(), new StringDeserializer(), new AvroDeserializer<>(schemas));
  }

  /** Puts one version of a rule into force from the beginning of time. */
  UUID rule(UUID id, RuleVersion... versions) {
    rules.pipeInput(
        id,
        ThresholdRule.newBuilder()
            .setRuleId(id)
            .setVersion(versions.length)
            .setVersions(List.of(versions))
            .build());
    return id;
  }

  /** Sends what somebody asks for. */
  void command(AlertCommand command) {
    commands.pipeInput(command.getUserId(), command, command.getAskedAt());
  }

  /** Sends what somebody asks for, in a record of another time than it claims. */
  void commandAt(AlertCommand command, Instant at) {
    commands.pipeInput(command.getUserId(), command, at);
  }

  /** Sends bytes that are no command. */
  void poisonCommand(UUID user) {
    driver
        .createInputTopic(
            Topics.ALERTS_COMMANDS.name(), new UuidSerializer(), new ByteArraySerializer())
        .pipeInput(user, new byte[] {1, 2, 3});
  }

  /** A record of any topic that the topology reads, whatever it holds. */
  void sendTo(Topic topic, byte[] key, byte[] value) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }

  /** A reading under a key that need not be its person's. */
  void sendAs(byte[] key, Reading reading) {
    sendTo(
        Topics.READINGS_VALID,
        key,
        this.<Reading>serializer().serialize(Topics.READINGS_VALID.name(), reading));
  }

  double commands(String outcome) {
    return meters.counter("healthtrack.streams.alert.commands", "outcome", outcome).count();
  }

  /** Puts bytes that are no rule in the place of one. */
  void poison(UUID rule) {
    driver
        .createInputTopic(
            Topics.REGISTRY_THRESHOLDS.name(), new UuidSerializer(), new ByteArraySerializer())
        .pipeInput(rule, new byte[] {1, 2, 3});
  }

  double unreadableRules() {
    return meters.counter("healthtrack.streams.rules.unreadable").count();
  }

  void forget(UUID rule) {
    rules.pipeInput(rule, null);
  }

  /** Registers a person, who may have been erased before. */
  void register(UUID user, Instant at) {
    users.pipeInput(user, User.newBuilder().setUserId(user).setChangedAt(at).build(), at);
  }

  /** Registers a person with what is known of them. */
  void register(User user) {
    users.pipeInput(user.getUserId(), user, user.getChangedAt());
  }

  /** The person's tombstone. */
  void erase(UUID user, Instant at) {
    users.pipeInput(user, null, at);
  }

  /** How many series have an entry. */
  int series() {
    return entries(ThresholdsTopology.EPISODES);
  }

  /** How many entries a store has. */
  int entries(String store) {
    int count = 0;
    try (var all = driver.getKeyValueStore(store).all()) {
      for (; all.hasNext(); all.next()) {
        count++;
      }
    }
    return count;
  }

  void send(Reading... readings) {
    for (Reading reading : readings) {
      Reading fresh = Reading.newBuilder(reading).build();
      if (fresh.getProof().equals("none")) {
        fresh.setProof("fresh");
      }
      valid.pipeInput(fresh.getUserId(), fresh, fresh.getReceivedAt());
    }
  }

  /** A tick of the gateway's clock. */
  void tick(Instant at) {
    driver
        .createInputTopic(
            Topics.READINGS_VALID.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(Tick.key(0), null, at.toEpochMilli());
  }

  /** Ticks every five seconds, the last one at the end. */
  void ticks(Instant from, Instant until) {
    for (Instant at = from; at.isBefore(until); at = at.plusSeconds(5)) {
      tick(at);
    }
    tick(until);
  }

  /** How many entries a store has. */
  int sizeOf(String store) {
    int count = 0;
    try (var all = driver.getKeyValueStore(store).all()) {
      for (; all.hasNext(); all.next()) {
        count++;
      }
    }
    return count;
  }

  List<AlertEvent> critical() {
    return critical.readValuesToList();
  }

  List<AlertEvent> warning() {
    return warning.readValuesToList();
  }

  List<AlertEvent> info() {
    return info.readValuesToList();
  }

  Tally tally() {
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    return tallies.readValuesToList().getLast();
  }

  @Override
  public void close() {
    driver.close();
  }

  private TestOutputTopic<UUID, AlertEvent> alerts(String severity) {
    return driver.createOutputTopic(
        Topics.alertsOf(severity).name(), new UuidDeserializer(), new AvroDeserializer<>(schemas));
  }

  private <T extends SpecificRecord> AvroSerializer<T> serializer() {
    AvroSerializer<T> serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    return serializer;
  }
}
