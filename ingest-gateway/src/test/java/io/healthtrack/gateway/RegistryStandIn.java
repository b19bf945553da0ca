package io.healthtrack.gateway;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The other side of the registry's contract, as thin as can be: reads commands, writes entries with
 * the command's id and an outcome. It knows versions, closes an open-ended wearer, and calls an
 * overlap an overlap; the real one lives in the stream processors, which this module must not know.
 */
final class RegistryStandIn implements AutoCloseable {

  private final Map<UUID, User> users = new HashMap<>();
  private final Map<UUID, Device> devices = new HashMap<>();
  private final Map<UUID, Consents> consents = new HashMap<>();
  private final Map<UUID, ThresholdRule> rules = new HashMap<>();
  private final Map<UUID, Credential> credentials = new HashMap<>();
  private final KafkaConsumer<UUID, RegistryCommand> commands;
  private final KafkaProducer<UUID, SpecificRecord> entries;
  private final Thread thread;

  RegistryStandIn(String bootstrapServers, URI registryUrl) {
    RegistryClient registry = RegistryClient.http(registryUrl);
    commands =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new UuidDeserializer(),
            new AvroDeserializer<>(registry));
    commands.assign(
        commands.partitionsFor(Topics.REGISTRY_COMMANDS.name()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList());
    commands.seekToEnd(commands.assignment());
    commands.assignment().forEach(commands::position);
    entries =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new UuidSerializer(),
            new AvroSerializer<>(registry));
    thread = Thread.ofPlatform().name("registry-stand-in").daemon().start(this::run);
  }

  @Override
  public void close() {
    commands.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commands.close();
    entries.close(Duration.ofSeconds(1));
  }

  private void run() {
    try {
      while (true) {
        for (ConsumerRecord<UUID, RegistryCommand> command :
            commands.poll(Duration.ofMillis(200))) {
          if (!refuses(command.value())) {
            decide(command.value());
          }
        }
      }
    } catch (WakeupException closing) {
      return;
    }
  }

  /** Whether a change of a device or a rule speaks of another version, or of none. */
  private boolean refuses(RegistryCommand command) {
    UUID subject = command.getSubjectId();
    switch (command.getKind()) {
      case "put-device", "put-assignment", "correct-assignment", "delete-assignment" -> {
        Device held = devices.get(subject);
        if (held == null && !command.getKind().equals("put-device")) {
          var unused = entries.send(answer(Topics.REGISTRY_DEVICES.name(), command, "not-found"));
          return true;
        }
        if (held != null && StandInDecisions.stale(command, held.getVersion())) {
          Device kept = Device.newBuilder(held).setOutcome("version-mismatch").build();
          kept.setCommandId(command.getCommandId());
          publish(Topics.REGISTRY_DEVICES.name(), command, kept);
          return true;
        }
      }
      case "put-threshold" -> {
        ThresholdRule held = rules.get(subject);
        if (held != null && StandInDecisions.stale(command, held.getVersion())) {
          ThresholdRule kept =
              ThresholdRule.newBuilder(held).setOutcome("version-mismatch").build();
          kept.setCommandId(command.getCommandId());
          publish(Topics.REGISTRY_THRESHOLDS.name(), command, kept);
          return true;
        }
      }
      default -> {}
    }
    return false;
  }

  /** An answer where there is no entry to answer with. */
  private static ProducerRecord<UUID, SpecificRecord> answer(
      String topic, RegistryCommand command, String outcome) {
    ProducerRecord<UUID, SpecificRecord> tombstone =
        new ProducerRecord<>(topic, command.getSubjectId(), null);
    tombstone.headers().add("command_id", UuidSerializer.bytes(command.getCommandId()));
    tombstone.headers().add("outcome", outcome.getBytes(StandardCharsets.UTF_8));
    return tombstone;
  }

  private void decide(RegistryCommand command) {
    switch (command.getKind()) {
      case "put-user" -> publish(Topics.REGISTRY_USERS.name(), command, user(command));
      case "put-device" -> publish(Topics.REGISTRY_DEVICES.name(), command, device(command));
      case "put-assignment" -> publish(Topics.REGISTRY_DEVICES.name(), command, worn(command));
      case "correct-assignment" -> keep(command, StandInDecisions::corrected);
      case "delete-assignment" -> keep(command, StandInDecisions::withdrawn);
      case "put-consent", "delete-consent" -> {
        Consents entry = StandInDecisions.consents(consents.get(command.getSubjectId()), command);
        consents.put(command.getSubjectId(), entry);
        publish(Topics.REGISTRY_CONSENTS.name(), command, entry);
      }
      case "end-threshold" -> {
        ThresholdRule ended = StandInDecisions.ended(rules.get(command.getSubjectId()), command);
        rules.put(command.getSubjectId(), ended);
        publish(Topics.REGISTRY_THRESHOLDS.name(), command, ended);
      }
      case "put-threshold" -> publish(Topics.REGISTRY_THRESHOLDS.name(), command, rule(command));
      case "put-credential" ->
          publish(Topics.REGISTRY_CREDENTIALS.name(), command, credential(command));
      case "revoke-credential" ->
          publish(Topics.REGISTRY_CREDENTIALS.name(), command, revoked(command));
      case "forget-wearer" -> {
        ThresholdRule rule = rules.get(command.getSubjectId());
        if (rule == null) {
          publish(Topics.REGISTRY_DEVICES.name(), command, forgotten(command));
        } else {
          ThresholdRule after = StandInDecisions.forgotten(rule, command);
          rules.put(command.getSubjectId(), after);
          publish(Topics.REGISTRY_THRESHOLDS.name(), command, after);
        }
      }
      case "delete" -> delete(command);
      default -> throw new IllegalStateException(command.getKind());
    }
  }

  private void keep(RegistryCommand command, BiFunction<Device, RegistryCommand, Device> change) {
    Device device = change.apply(devices.get(command.getSubjectId()), command);
    devices.put(command.getSubjectId(), device);
    publish(Topics.REGISTRY_DEVICES.name(), command, device);
  }

  private User user(RegistryCommand command) {
    User before = users.get(command.getSubjectId());
    User user = User.newBuilder(command.getUser()).setTenant(command.getTenant()).build();
    user.setVersion(before == null ? 1 : before.getVersion() + 1);
    if (StandInDecisions.stale(command, user.getVersion() - 1)) {
      user = User.newBuilder(before).setOutcome("version-mismatch").build();
    } else {
      user.setOutcome("applied");
    }
    user.setCommandId(command.getCommandId());
    users.put(command.getSubjectId(), user);
    return user;
  }

  private Device device(RegistryCommand command) {
    Device before = devices.get(command.getSubjectId());
    Device device = Device.newBuilder(command.getDevice()).setTenant(command.getTenant()).build();
    device.setVersion(before == null ? 1 : before.getVersion() + 1);
    device.setAssignments(before == null ? List.of() : before.getAssignments());
    device.setOutcome("applied");
    device.setCommandId(command.getCommandId());
    devices.put(command.getSubjectId(), device);
    return device;
  }

  private Credential credential(RegistryCommand command) {
    Credential credential =
        Credential.newBuilder(command.getCredential()).setTenant(command.getTenant()).build();
    credential.setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    credential.setCommandId(command.getCommandId());
    credentials.put(command.getSubjectId(), credential);
    return credential;
  }

  private Credential revoked(RegistryCommand command) {
    Credential credential = Credential.newBuilder(credentials.get(command.getSubjectId())).build();
    credential.setRevokedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    credential.setVersion(credential.getVersion() + 1);
    credential.setCommandId(command.getCommandId());
    credentials.put(command.getSubjectId(), credential);
    return credential;
  }

  private Device worn(RegistryCommand command) {
    Device device = Device.newBuilder(devices.get(command.getSubjectId())).build();
    Assignment asked = command.getAssignment();
    List<Assignment> wearers = new ArrayList<>();
    boolean overlap = false;
    for (Assignment held : device.getAssignments()) {
      boolean same =
          held.getUserId().equals(asked.getUserId()) && held.getFrom().equals(asked.getFrom());
      if (same) {
        continue;
      }
      boolean closes = held.getUntil() == null && held.getFrom().isBefore(asked.getFrom());
      Assignment kept =
          closes ? new Assignment(held.getUserId(), held.getFrom(), asked.getFrom()) : held;
      wearers.add(kept);
      overlap |=
          (asked.getUntil() == null || kept.getFrom().isBefore(asked.getUntil()))
              && (kept.getUntil() == null || asked.getFrom().isBefore(kept.getUntil()));
    }
    if (overlap) {
      device.setOutcome("overlap");
      device.setOutcomeDetail("the device is assigned otherwise");
    } else {
      wearers.add(asked);
      device.setAssignments(wearers);
      device.setVersion(device.getVersion() + 1);
      device.setOutcome("applied");
      device.setOutcomeDetail("");
    }
    device.setCommandId(command.getCommandId());
    devices.put(command.getSubjectId(), device);
    return device;
  }

  private Device forgotten(RegistryCommand command) {
    Device device = Device.newBuilder(devices.get(command.getSubjectId())).build();
    UUID person = command.getAssignment().getUserId();
    device.setAssignments(
        device.getAssignments().stream().filter(held -> !held.getUserId().equals(person)).toList());
    device.setVersion(device.getVersion() + 1);
    device.setOutcome("applied");
    device.setCommandId(command.getCommandId());
    devices.put(command.getSubjectId(), device);
    return device;
  }

  private void delete(RegistryCommand command) {
    Device device = devices.get(command.getSubjectId());
    if (device != null
        && (!device.getAssignments().isEmpty()
            || StandInDecisions.stale(command, device.getVersion()))) {
      keep(command, StandInDecisions::kept);
      return;
    }
    boolean person = users.remove(command.getSubjectId()) != null;
    if (person && consents.remove(command.getSubjectId()) != null) {
      publish(Topics.REGISTRY_CONSENTS.name(), command, null);
    }
    rules.remove(command.getSubjectId());
    boolean thing = devices.remove(command.getSubjectId()) != null;
    ProducerRecord<UUID, SpecificRecord> tombstone =
        new ProducerRecord<>(
            (person
                    ? Topics.REGISTRY_USERS
                    : thing ? Topics.REGISTRY_DEVICES : Topics.REGISTRY_THRESHOLDS)
                .name(),
            command.getSubjectId(),
            null);
    tombstone.headers().add("command_id", UuidSerializer.bytes(command.getCommandId()));
    tombstone.headers().add("outcome", "applied".getBytes(StandardCharsets.UTF_8));
    var unused = entries.send(tombstone);
  }

  private ThresholdRule rule(RegistryCommand command) {
    ThresholdRule before = rules.get(command.getSubjectId());
    List<RuleVersion> versions = new ArrayList<>(before == null ? List.of() : before.getVersions());
    versions.add(command.getRule());
    ThresholdRule rule =
        ThresholdRule.newBuilder()
            .setRuleId(command.getSubjectId())
            .setTenant(command.getTenant())
            .setVersions(versions)
            .setVersion(versions.size())
            .setCommandId(command.getCommandId())
            .build();
    rules.put(command.getSubjectId(), rule);
    return rule;
  }

  private void publish(String topic, RegistryCommand command, SpecificRecord entry) {
    var unused = entries.send(new ProducerRecord<>(topic, command.getSubjectId(), entry));
  }
}
