package io.healthtrack.gateway.registry;

import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Sends commands and waits until this gateway's own directory shows what became of them: whoever
 * gets an answer can use the change at once, at this gateway.
 */
public final class RegistryDesk {

  private final Map<UUID, CompletableFuture<RegistryAnswer>> waiting = new ConcurrentHashMap<>();
  private final AvroDeserializer<SpecificRecord> values;
  private final Duration patience;

  /** Waits for answers as long as {@code patience}. */
  public RegistryDesk(RegistryClient registry, Duration patience) {
    this.values = new AvroDeserializer<>(registry);
    this.patience = patience;
  }

  /**
   * Asks for a change.
   *
   * @throws RegistrySilentException if there was no answer in time: the change may still come
   * @throws io.healthtrack.gateway.publishing.PublishingException if the broker did not take it
   */
  public RegistryAnswer ask(Publisher publisher, RegistryCommand command) {
    return ask(publisher, List.of(command)).getFirst();
  }

  /** Asks for several changes, which do not wait for one another; answers in their order. */
  public List<RegistryAnswer> ask(Publisher publisher, List<RegistryCommand> commands) {
    List<CompletableFuture<RegistryAnswer>> answers =
        commands.stream().map(command -> expect(command.getCommandId())).toList();
    try {
      List<RegistryAnswer> heard = new ArrayList<>(commands.size());
      for (RegistryCommand command : commands) {
        publisher.publish(command);
      }
      long deadline = System.nanoTime() + patience.toNanos();
      for (CompletableFuture<RegistryAnswer> answer : answers) {
        heard.add(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
      }
      return heard;
    } catch (TimeoutException e) {
      throw new RegistrySilentException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("answers are never failures", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrySilentException(e);
    } finally {
      commands.forEach(command -> waiting.remove(command.getCommandId()));
    }
  }

  /** The directory has a new entry, or has one no longer. */
  public void heard(ConsumerRecord<byte[], byte[]> entry) {
    // Every gateway hears every entry; decoding is for those that are waited for.
    if (waiting.isEmpty()) {
      return;
    }
    RegistryAnswer answer =
        entry.value() == null
            ? RegistryAnswer.ofTombstone(entry)
            : RegistryAnswer.of(values.deserialize(entry.topic(), entry.value()));
    if (answer.commandId() != null) {
      CompletableFuture<RegistryAnswer> waiter = waiting.get(answer.commandId());
      if (waiter != null) {
        waiter.complete(answer);
      }
    }
  }

  private CompletableFuture<RegistryAnswer> expect(UUID commandId) {
    CompletableFuture<RegistryAnswer> answer = new CompletableFuture<>();
    waiting.put(commandId, answer);
    return answer;
  }

  /**
   * What became of a command.
   *
   * @param commandId the command; null for entries that no command made
   * @param outcome applied, or the code of a conflict
   * @param detail a sentence for the asker
   * @param version of the entry now; 0 when it is gone
   * @param goneAt when the entry was deleted, null while it is there
   */
  public record RegistryAnswer(
      UUID commandId, String outcome, String detail, int version, Instant goneAt) {

    /** A tombstone has no value to carry the answer, so its headers do. */
    static RegistryAnswer ofTombstone(ConsumerRecord<byte[], byte[]> tombstone) {
      Header command = tombstone.headers().lastHeader("command_id");
      Header outcome = tombstone.headers().lastHeader("outcome");
      if (command == null || outcome == null) {
        return new RegistryAnswer(null, "", "", 0, null);
      }
      ByteBuffer id = ByteBuffer.wrap(command.value());
      return new RegistryAnswer(
          new UUID(id.getLong(), id.getLong()),
          new String(outcome.value(), StandardCharsets.UTF_8),
          "",
          0,
          Instant.ofEpochMilli(tombstone.timestamp()));
    }

    static RegistryAnswer of(SpecificRecord entry) {
      return switch (entry) {
        case User user ->
            new RegistryAnswer(
                user.getCommandId(),
                user.getOutcome(),
                user.getOutcomeDetail(),
                user.getVersion(),
                null);
        case Device device ->
            new RegistryAnswer(
                device.getCommandId(),
                device.getOutcome(),
                device.getOutcomeDetail(),
                device.getVersion(),
                null);
        case Consents consents ->
            new RegistryAnswer(
                consents.getCommandId(),
                consents.getOutcome(),
                consents.getOutcomeDetail(),
                consents.getVersion(),
                null);
        case ThresholdRule rule ->
            new RegistryAnswer(
                rule.getCommandId(),
                rule.getOutcome(),
                rule.getOutcomeDetail(),
                rule.getVersion(),
                null);
        case Credential credential ->
            new RegistryAnswer(
                credential.getCommandId(),
                credential.getOutcome(),
                credential.getOutcomeDetail(),
                credential.getVersion(),
                null);
        default -> new RegistryAnswer(null, "", "", 0, null);
      };
    }

    /** Whether the change was made, or was there already. */
    public boolean applied() {
      return outcome.equals("applied");
    }
  }
}
