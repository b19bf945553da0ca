package io.healthtrack.gateway.registry;

import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;

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
    CompletableFuture<RegistryAnswer> answer = new CompletableFuture<>();
    waiting.put(command.getCommandId(), answer);
    try {
      publisher.publish(command);
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RegistrySilentException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("answers are never failures", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistrySilentException(e);
    } finally {
      waiting.remove(command.getCommandId());
    }
  }

  /** The directory has a new entry. */
  public void heard(String topic, byte[] entry) {
    // Every gateway hears every entry; decoding is for those that are waited for.
    if (waiting.isEmpty()) {
      return;
    }
    RegistryAnswer answer = RegistryAnswer.of(values.deserialize(topic, entry));
    if (answer.commandId() != null) {
      CompletableFuture<RegistryAnswer> waiter = waiting.get(answer.commandId());
      if (waiter != null) {
        waiter.complete(answer);
      }
    }
  }

  /**
   * What became of a command.
   *
   * @param commandId the command; null for entries that no command made
   * @param outcome applied, or the code of a conflict
   * @param detail a sentence for the asker
   * @param version of the entry now
   */
  public record RegistryAnswer(UUID commandId, String outcome, String detail, int version) {

    static RegistryAnswer of(SpecificRecord entry) {
      return switch (entry) {
        case User user ->
            new RegistryAnswer(
                user.getCommandId(), user.getOutcome(), user.getOutcomeDetail(), user.getVersion());
        case Device device ->
            new RegistryAnswer(
                device.getCommandId(),
                device.getOutcome(),
                device.getOutcomeDetail(),
                device.getVersion());
        case ThresholdRule rule ->
            new RegistryAnswer(
                rule.getCommandId(), rule.getOutcome(), rule.getOutcomeDetail(), rule.getVersion());
        default -> new RegistryAnswer(null, "", "", 0);
      };
    }

    /** Whether the change was made, or was there already. */
    public boolean applied() {
      return outcome.equals("applied");
    }
  }
}
