package io.healthtrack.gateway;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The other side of the contract of alerts, as thin as can be: tells what it is told to tell, and
 * acknowledges episodes that it told of. The real one lives in the stream processors, which this
 * module must not know.
 */
final class ThresholdsStandIn implements AutoCloseable {

  private final Map<UUID, AlertEvent> newest = new ConcurrentHashMap<>();
  private final KafkaConsumer<UUID, AlertCommand> commands;
  private final KafkaProducer<UUID, AlertEvent> events;
  private final Thread thread;
  private volatile boolean deaf;

  ThresholdsStandIn(String bootstrapServers, URI registryUrl) {
    RegistryClient registry = RegistryClient.http(registryUrl);
    commands =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new UuidDeserializer(),
            new AvroDeserializer<>(registry));
    commands.assign(
        commands.partitionsFor(Topics.ALERTS_COMMANDS.name()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList());
    commands.seekToEnd(commands.assignment());
    commands.assignment().forEach(commands::position);
    events =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new UuidSerializer(),
            new AvroSerializer<>(registry));
    thread = Thread.ofPlatform().name("thresholds-stand-in").daemon().start(this::run);
  }

  /** From now on commands lead to nothing, or again to something. */
  void deaf(boolean now) {
    deaf = now;
  }

  /** An episode opens. */
  AlertEvent open(UUID user, String severity) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    AlertEvent event =
        AlertEvent.newBuilder()
            .setEventId(UUID.randomUUID())
            .setEpisodeId(UUID.randomUUID())
            .setUserId(user)
            .setRevision(1)
            .setEvent("opened")
            .setSeverity(severity)
            .setRuleId(new UUID(1, 1))
            .setRuleName("high")
            .setMetric("heart-rate")
            .setUnit("/min")
            .setValue(171)
            .setLimit(150)
            .setMostExtreme(171)
            .setBreachingReadings(3)
            .setPage(severity.equals("critical"))
            .setOpenedAt(now)
            .setMeasuredAt(now)
            .setReceivedAt(now)
            .setEvaluatedAt(now)
            .setValidUntil(now.plusSeconds(3_600))
            .build();
    return tell(event, severity);
  }

  /** The next event of an episode, in the topic of the new severity and in that of the old one. */
  AlertEvent go(AlertEvent before, String kind, String severity) {
    AlertEvent event = AlertEvent.newBuilder(before).build();
    event.setEventId(
        UUID.nameUUIDFromBytes((before.getEpisodeId() + kind).getBytes(StandardCharsets.UTF_8)));
    event.setRevision(before.getRevision() + 1);
    event.setEvent(kind);
    event.setSeverity(severity);
    event.setPage(false);
    event.setEvaluatedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    if (!severity.equals(before.getSeverity())) {
      event.setPreviousSeverity(before.getSeverity());
      tell(event, before.getSeverity());
    }
    return tell(event, severity);
  }

  /** Puts an event into the topic of a severity and returns once it is there. */
  AlertEvent tell(AlertEvent event, String severity) {
    newest.put(event.getEpisodeId(), event);
    try {
      events
          .send(
              new ProducerRecord<>(
                  Topics.alertsOf(severity).name(),
                  null,
                  event.getReceivedAt().toEpochMilli(),
                  event.getUserId(),
                  event))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return event;
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
    events.close(Duration.ofSeconds(1));
  }

  private void run() {
    try {
      while (true) {
        for (ConsumerRecord<UUID, AlertCommand> command : commands.poll(Duration.ofMillis(200))) {
          obey(command.value());
        }
      }
    } catch (WakeupException closing) {
      return;
    }
  }

  private void obey(AlertCommand command) {
    AlertEvent before = newest.get(command.getEpisodeId());
    boolean silence = command.getKind().equals("silence");
    if (deaf || before == null || (!silence && before.getEvent().equals("acknowledged"))) {
      return;
    }
    AlertEvent event = AlertEvent.newBuilder(before).build();
    event.setEventId(UUID.randomUUID());
    event.setRevision(before.getRevision() + 1);
    event.setEvent(silence ? "silenced" : "acknowledged");
    event.setSilencedUntil(silence ? command.getUntil() : before.getSilencedUntil());
    event.setPage(false);
    event.setAcknowledgedBy(command.getAskedBy());
    event.setCommandId(command.getCommandId());
    event.setEvaluatedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    tell(event, event.getSeverity());
  }
}
