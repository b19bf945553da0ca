package io.healthtrack.processors.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.testing.Golden;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTopologyTest {

  private static final UUID RULE = new UUID(2, 2);
  private static final UUID OTHER = new UUID(3, 3);

  private final RegistryClient schemas = RegistryClient.local();
  private final TopologyTestDriver driver = driver();
  private final TestInputTopic<UUID, RegistryCommand> commands =
      driver.createInputTopic(Topics.REGISTRY_COMMANDS.name(), new UuidSerializer(), registering());
  private final TestOutputTopic<UUID, User> users = output(Topics.REGISTRY_USERS);
  private final TestOutputTopic<UUID, Device> devices = output(Topics.REGISTRY_DEVICES);
  private final TestOutputTopic<UUID, ThresholdRule> rules = output(Topics.REGISTRY_THRESHOLDS);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void hasTheDescribedShape() {
    Golden.assertMatches(
        "registry", new RegistryTopology(RegistryClient.local(), code -> true).build());
  }

  @Test
  void answersEveryCommandWithTheEntryAndItsOutcome() {
    RegistryCommand put = putUser().setUser(user(1990)).build();
    send(put);
    RegistryCommand again = putUser().setUser(user(1990)).build();
    send(again);
    send(putUser().setUser(user(1991)).setExpectedVersion(7).build());

    List<User> answers = users.readValuesToList();
    assertEquals(put.getCommandId(), answers.get(0).getCommandId());
    assertEquals(again.getCommandId(), answers.get(1).getCommandId());
    assertEquals(List.of(1, 1, 1), answers.stream().map(User::getVersion).toList());
    assertEquals(
        List.of("applied", "applied", "version-mismatch"),
        answers.stream().map(User::getOutcome).toList());
    assertEquals(1990, answers.get(2).getBirthYear());
  }

  @Test
  void hidesAnotherTenantsEntry() {
    send(putUser().setUser(user(1990)).build());
    send(putUser().setTenant("other").setUser(user(1950)).build());

    User answer = users.readValuesToList().getLast();
    assertEquals("not-found", answer.getOutcome());
    assertEquals("default", answer.getTenant());
    assertEquals(1990, answer.getBirthYear());
  }

  @Test
  void keepsAssignmentsWhenTheDeviceIsPutAgain() {
    send(assign(Sample.USER, "2026-01-01T00:00:00Z"));
    send(putDevice("one"));
    send(assign(Sample.USER, "2026-01-01T00:00:00Z"));
    send(putDevice("two"));

    List<Device> answers = devices.readValuesToList();
    assertEquals(
        List.of("not-found", "applied", "applied", "applied"),
        answers.stream().map(Device::getOutcome).toList());
    assertEquals(List.of(0, 1, 2, 3), answers.stream().map(Device::getVersion).toList());
    assertEquals("two", answers.getLast().getModel());
    assertEquals(1, answers.getLast().getAssignments().size());
  }

  @Test
  void endsTheRuleVersionBeforeWhereTheNextBegins() {
    send(putRule(150));
    send(putRule(150));
    send(putRule(140));

    ThresholdRule rule = rules.readValuesToList().getLast();
    assertEquals(2, rule.getVersions().size());
    assertEquals(rule.getVersions().get(0).getUntil(), rule.getVersions().get(1).getFrom());
    assertNull(rule.getVersions().get(1).getUntil());
  }

  @Test
  void refusesARuleThatCannotBeEvaluated() {
    RegistryCommand command = putRule(150);
    command.getRule().setAbove(null);
    send(command);

    ThresholdRule answer = rules.readValue();
    assertEquals("invalid-rule", answer.getOutcome());
    assertTrue(answer.getOutcomeDetail().contains("above"));
    assertEquals(0, answer.getVersion());
  }

  @Test
  void deletesWithATombstoneThatCarriesTheAnswer() {
    send(putUser().setUser(user(1990)).build());
    RegistryCommand delete = command("delete", Sample.USER).build();
    send(delete);

    users.readRecord();
    var tombstone = users.readRecord();
    assertNull(tombstone.value());
    assertEquals(
        delete.getCommandId(),
        new UuidDeserializer()
            .deserialize("", tombstone.headers().lastHeader("command_id").value()));
  }

  @Test
  void keepsAPersonWhoHasChangedSinceTheDeletionWasAskedFor() {
    send(putUser().setUser(user(1990)).build());
    send(command("delete", Sample.USER).setExpectedVersion(7).build());
    send(command("delete", Sample.USER).setTenant("other").build());

    List<User> answers = users.readValuesToList();
    assertEquals(
        List.of("applied", "version-mismatch", "not-found"),
        answers.stream().map(User::getOutcome).toList());
    assertEquals(1990, answers.getLast().getBirthYear());
  }

  @Test
  void answersADeletionOfNobodyWithoutKeepingTheId() {
    send(command("delete", Sample.USER).build());

    var answer = users.readRecord();
    assertNull(answer.value());
    assertEquals("not-found", new String(answer.headers().lastHeader("outcome").value(), UTF_8));
  }

  @Test
  void forgetsAWearerAndLeavesTheOthersAsTheyAre() {
    send(putDevice("one"));
    send(assign(Sample.USER, "2026-01-01T00:00:00Z"));
    send(assign(OTHER, "2026-02-01T00:00:00Z"));
    send(assign(Sample.USER, "2026-03-01T00:00:00Z"));
    send(forget(Sample.USER));
    send(forget(Sample.USER));

    List<Device> answers = devices.readValuesToList();
    Device before = answers.get(3);
    Device after = answers.getLast();
    assertEquals(1, after.getAssignments().size());
    Assignment left = after.getAssignments().getFirst();
    assertEquals(OTHER, left.getUserId());
    assertEquals(before.getAssignments().get(1).getFrom(), left.getFrom());
    assertEquals(before.getAssignments().get(1).getUntil(), left.getUntil());
    assertEquals(before.getVersion() + 1, after.getVersion());
    assertEquals("applied", after.getOutcome());
  }

  @Test
  void appendsSomethingEveryHourSoThatCompactionGetsOn() {
    driver.advanceWallClockTime(Duration.ofHours(1));

    assertEquals(0, users.readValue().getVersion());
    assertEquals(0, devices.readValue().getVersion());
    assertEquals(0, rules.readValue().getVersion());
  }

  @Test
  void aBeatGoesToItsOwnPartitionAndEntriesWhereTheirKeySays() {
    assertEquals(Optional.of(Set.of(3)), Beat.partitions("", Beat.key(3), null, 4));
    assertEquals(Optional.empty(), Beat.partitions("", UuidSerializer.bytes(Sample.USER), null, 4));
  }

  private static RegistryCommand forget(UUID user) {
    return command("forget-wearer", Sample.DEVICE)
        .setAssignment(new Assignment(user, Instant.EPOCH, null))
        .build();
  }

  private void send(RegistryCommand command) {
    commands.pipeInput(command.getSubjectId(), command);
  }

  private static RegistryCommand.Builder putUser() {
    return command("put-user", Sample.USER);
  }

  private static User user(int birthYear) {
    return User.newBuilder().setUserId(Sample.USER).setBirthYear(birthYear).build();
  }

  private static RegistryCommand putDevice(String model) {
    return command("put-device", Sample.DEVICE)
        .setDevice(Device.newBuilder().setDeviceId(Sample.DEVICE).setModel(model).build())
        .build();
  }

  private static RegistryCommand assign(UUID user, String from) {
    return command("put-assignment", Sample.DEVICE)
        .setAssignment(new Assignment(user, Instant.parse(from), null))
        .build();
  }

  private static RegistryCommand putRule(double above) {
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

  private static RegistryCommand.Builder command(String kind, UUID subject) {
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
        .serialize(
            Topics.REGISTRY_THRESHOLDS.name(), ThresholdRule.newBuilder().setRuleId(RULE).build());
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, RegistryTopology.APPLICATION_ID);
    return new TopologyTestDriver(
        new RegistryTopology(schemas, code -> code.equals("heart-rate")).build(), properties);
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
}
