package io.healthtrack.processors.registry;

import static io.healthtrack.schemas.topics.Topics.REGISTRY_COMMANDS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_CONSENTS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_CREDENTIALS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_DEVICES;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_THRESHOLDS;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.registry.decisions.Credentials;
import io.healthtrack.processors.registry.decisions.Devices;
import io.healthtrack.processors.registry.decisions.Outcome;
import io.healthtrack.processors.registry.decisions.PersonConsents;
import io.healthtrack.processors.registry.decisions.Rules;
import io.healthtrack.processors.registry.decisions.Users;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.ErasurePlaces;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies commands in turn; the decisions themselves are pure functions elsewhere. */
final class CommandProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger log = LoggerFactory.getLogger(CommandProcessor.class);

  private final AvroDeserializer<RegistryCommand> commands;
  private final RegistryClient schemas;
  private final Function<String, Optional<Metric>> catalogue;
  private ProcessorContext<byte[], byte[]> context;
  private Shelf<User> users;
  private Shelf<Device> devices;
  private Shelf<Consents> consents;
  private Shelf<ThresholdRule> rules;
  private Shelf<Credential> credentials;

  CommandProcessor(RegistryClient schemas, Function<String, Optional<Metric>> catalogue) {
    this.commands = new AvroDeserializer<>(schemas);
    this.schemas = schemas;
    this.catalogue = catalogue;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    users = new Shelf<>(context, RegistryTopology.USERS, REGISTRY_USERS, schemas);
    devices = new Shelf<>(context, RegistryTopology.DEVICES, REGISTRY_DEVICES, schemas);
    consents = new Shelf<>(context, RegistryTopology.CONSENTS, REGISTRY_CONSENTS, schemas);
    rules = new Shelf<>(context, RegistryTopology.THRESHOLDS, REGISTRY_THRESHOLDS, schemas);
    credentials = new Shelf<>(context, RegistryTopology.CREDENTIALS, REGISTRY_CREDENTIALS, schemas);
    int partition = context.taskId().partition();
    context.schedule(
        ErasurePlaces.LONGEST_SILENCE,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          users.beat(Beat.user(partition), now);
          devices.beat(Beat.device(partition), now);
          consents.beat(Beat.consents(partition), now);
          rules.beat(Beat.rule(partition), now);
        });
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RegistryCommand command;
    try {
      command = commands.deserialize(REGISTRY_COMMANDS.name(), record.value());
    } catch (SerializationException e) {
      logSkipped("is not a command");
      return;
    }
    if (command == null || !isComplete(command)) {
      logSkipped("lacks the entry that its kind calls for");
      return;
    }
    byte[] id = UuidSerializer.bytes(command.getSubjectId());
    if (!Arrays.equals(id, record.key())) {
      // Its writer would not be the single writer of that key.
      logSkipped("has a key that is not its subject");
      return;
    }
    apply(record, id, command, Instant.ofEpochMilli(context.currentSystemTimeMs()));
  }

  private void apply(
      Record<byte[], byte[]> record, byte[] id, RegistryCommand command, Instant now) {
    switch (command.getKind()) {
      case "put-user" -> users.publish(record, Users.put(users.find(id), command, now));
      case "put-device" -> devices.publish(record, Devices.put(devices.find(id), command, now));
      case "put-assignment" ->
          devices.publish(record, Devices.assign(devices.find(id), command, now));
      case "correct-assignment" ->
          devices.publish(record, Devices.correct(devices.find(id), command, now));
      case "delete-assignment" ->
          devices.publish(record, Devices.withdraw(devices.find(id), command, now));
      case "put-consent", "delete-consent" -> consent(record, id, command, now);
      case "put-threshold" ->
          rules.publish(record, Rules.put(rules.find(id), command, now, catalogue));
      case "end-threshold" -> rules.publish(record, Rules.end(rules.find(id), command, now));
      case "put-credential" ->
          credentials.publish(record, Credentials.put(credentials.find(id), command, now));
      case "revoke-credential" ->
          credentials.publish(record, Credentials.revoke(credentials.find(id), command, now));
      case "forget-wearer" -> forget(record, id, command, now);
      case "delete" -> delete(record, id, command, now);
      default -> logSkipped("is of a kind this version does not know");
    }
  }

  private void consent(
      Record<byte[], byte[]> record, byte[] id, RegistryCommand command, Instant now) {
    User person = users.find(id);
    Consents current = consents.find(id);
    if (current == null
        && !(Users.exists(person) && person.getTenant().equals(command.getTenant()))) {
      consents.remove(answered(record, command, Outcome.NOT_FOUND, now));
    } else if (command.getKind().equals("put-consent")) {
      consents.publish(record, PersonConsents.put(current, command, now, this::metricExists));
    } else {
      consents.publish(record, PersonConsents.remove(current, command, now));
    }
  }

  private boolean metricExists(String code) {
    return catalogue.apply(code).isPresent();
  }

  private void forget(
      Record<byte[], byte[]> record, byte[] id, RegistryCommand command, Instant now) {
    ThresholdRule rule = rules.find(id);
    if (rule != null) {
      rules.publish(record, Rules.forget(rule, command, now));
    } else {
      devices.publish(record, Devices.forget(devices.find(id), command, now));
    }
  }

  private void delete(
      Record<byte[], byte[]> record, byte[] id, RegistryCommand command, Instant now) {
    User user = users.find(id);
    Device device = devices.find(id);
    ThresholdRule rule = rules.find(id);
    Record<byte[], byte[]> gone = answered(record, command, Outcome.APPLIED, now);
    if (Users.exists(user)) {
      Users.refuseDeletion(user, command)
          .ifPresentOrElse(
              refusal -> users.publish(record, refusal), () -> erase(record, id, gone, now));
    } else if (Devices.exists(device)) {
      Devices.refuseDeletion(device, command, now)
          .ifPresentOrElse(refusal -> devices.publish(record, refusal), () -> devices.remove(gone));
    } else if (rule != null) {
      Rules.refuseDeletion(rule, command)
          .ifPresentOrElse(refusal -> rules.publish(record, refusal), () -> rules.remove(gone));
    } else {
      // An entry that says "not found" would keep the id of somebody who has just been erased.
      users.remove(answered(record, command, Outcome.NOT_FOUND, now));
    }
  }

  /** What a person permitted goes with the person; only the person's tombstone is the answer. */
  private void erase(
      Record<byte[], byte[]> record, byte[] id, Record<byte[], byte[]> gone, Instant now) {
    if (consents.find(id) != null) {
      consents.remove(record.withTimestamp(now.toEpochMilli()));
    }
    users.remove(gone);
  }

  /**
   * A tombstone has no value to carry the answer, so its headers do. Its time is that of the
   * decision: whatever was accepted for the entry before is older.
   */
  private static Record<byte[], byte[]> answered(
      Record<byte[], byte[]> record, RegistryCommand command, String outcome, Instant now) {
    Headers headers = new RecordHeaders(record.headers());
    headers.add("command_id", UuidSerializer.bytes(command.getCommandId()));
    headers.add("outcome", outcome.getBytes(StandardCharsets.UTF_8));
    return record.withHeaders(headers).withTimestamp(now.toEpochMilli());
  }

  private static boolean isComplete(RegistryCommand command) {
    return switch (command.getKind()) {
      case "put-user" -> command.getUser() != null;
      case "put-device" -> command.getDevice() != null;
      case "put-assignment", "correct-assignment", "delete-assignment", "forget-wearer" ->
          command.getAssignment() != null;
      case "put-consent", "delete-consent" -> command.getConsent() != null;
      case "put-threshold" -> command.getRule() != null;
      case "put-credential" -> command.getCredential() != null;
      default -> true;
    };
  }

  private void logSkipped(String why) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    log.warn(
        "skipped the command at {}-{} offset {}: it {}",
        place.topic(),
        place.partition(),
        place.offset(),
        why);
  }
}
