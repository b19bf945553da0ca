package io.healthtrack.processors.registry;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.DriverSettings;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The registry topology on a driver, with typed ends. */
final class RegistryRun implements AutoCloseable {

  static final UUID RULE = new UUID(2, 2);
  static final UUID OTHER = new UUID(3, 3);
  static final UUID CREDENTIAL = new UUID(4, 4);

  final RegistryClient schemas = RegistryClient.local();
  final TopologyTestDriver driver = driver();
  final TestInputTopic<UUID, RegistryCommand> commands =
      driver.createInputTopic(Topics.REGISTRY_COMMANDS.name(), new UuidSerializer(), registering());
  final TestOutputTopic<UUID, User> users = output(Topics.REGISTRY_USERS);
  final TestOutputTopic<UUID, Device> devices = output(Topics.REGISTRY_DEVICES);
  final TestOutputTopic<UUID, Consents> consents = output(Topics.REGISTRY_CONSENTS);
  final TestOutputTopic<UUID, ThresholdRule> rules = output(Topics.REGISTRY_THRESHOLDS);
  final TestOutputTopic<UUID, Credential> credentials = output(Topics.REGISTRY_CREDENTIALS);

  static RegistryCommand forget(UUID user) {
    return command("forget-wearer", Sample.DEVICE)
        .setAssignment(new Assignment(user, Instant.EPOCH, null))
        .build();
  }

  void send(RegistryCommand command) {
    commands.pipeInput(command.getSubjectId(), command);
  }

  static RegistryCommand.Builder putUser() {
    return command("put-user", Sample.USER);
  }

  static User user(int birthYear) {
    return User.newBuilder().setUserId(Sample.USER).setBirthYear(birthYear).build();
  }

  static RegistryCommand putDevice(String model) {
    return command("put-device", Sample.DEVICE)
        .setDevice(Device.newBuilder().setDeviceId(Sample.DEVICE).setModel(model).build())
        .build();
  }

  static RegistryCommand assign(UUID user, String from) {
    return command("put-assignment", Sample.DEVICE)
        .setAssignment(new Assignment(user, Instant.parse(from), null))
        .build();
  }

  static RegistryCommand correct(UUID user, String from, String until) {
    return command("correct-assignment", Sample.DEVICE)
        .setAssignment(new Assignment(user, Instant.parse(from), Instant.parse(until)))
        .build();
  }

  static RegistryCommand withdraw(UUID user, String from) {
    return command("delete-assignment", Sample.DEVICE)
        .setAssignment(new Assignment(user, Instant.parse(from), null))
        .build();
  }

  static RegistryCommand consent(String kind, String scope, String decision, String from) {
    return command(kind, Sample.USER)
        .setConsent(
            Consent.newBuilder()
                .setScope(scope)
                .setDecision(decision)
                .setFrom(Instant.parse(from))
                .build())
        .build();
  }

  static RegistryCommand putRule(double above) {
    return command("put-threshold", RULE)
        .setRule(
            RuleVersion.newBuilder()
                .setVersion(1)
                .setFrom(Instant.EPOCH)
                .setMetric("heart-rate")
                .setAbove(above)
                .build())
        .build();
  }

  static RegistryCommand putCredential(String name) {
    return command("put-credential", CREDENTIAL)
        .setCredential(Credential.newBuilder().setCredentialId(CREDENTIAL).setName(name).build())
        .build();
  }

  static RegistryCommand.Builder command(String kind, UUID subject) {
    return RegistryCommand.newBuilder()
        .setCommandId(UUID.randomUUID())
        .setSubjectId(subject)
        .setKind(kind);
  }

  private TopologyTestDriver driver() {
    // Provisioning registers in real life.
    registering().serialize(Topics.REGISTRY_USERS.name(), user(1900));
    registering().serialize(Topics.REGISTRY_DEVICES.name(), putDevice("").getDevice());
    registering()
        .serialize(Topics.REGISTRY_CONSENTS.name(), Consents.newBuilder().setUserId(OTHER).build());
    registering()
        .serialize(
            Topics.REGISTRY_THRESHOLDS.name(), ThresholdRule.newBuilder().setRuleId(RULE).build());
    registering()
        .serialize(
            Topics.REGISTRY_CREDENTIALS.name(),
            Credential.newBuilder().setCredentialId(CREDENTIAL).build());
    Properties properties = DriverSettings.of(RegistryTopology.APPLICATION_ID);
    return new TopologyTestDriver(
        new RegistryTopology(schemas, RegistryRun::metric).build(), properties);
  }

  private <T extends SpecificRecord> TestOutputTopic<UUID, T> output(Topic topic) {
    return driver.createOutputTopic(
        topic.name(), new UuidDeserializer(), new AvroDeserializer<>(schemas));
  }

  private <T extends SpecificRecord> AvroSerializer<T> registering() {
    AvroSerializer<T> serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    return serializer;
  }

  @Override
  public void close() {
    driver.close();
  }

  /** The only metric there is. */
  private static Optional<Metric> metric(String code) {
    return MetricCatalogue.load().byCode(code).filter(one -> one.code().equals("heart-rate"));
  }
}
