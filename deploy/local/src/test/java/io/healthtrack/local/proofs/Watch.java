package io.healthtrack.local.proofs;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_THRESHOLDS;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.processors.thresholds.ThresholdsTopology;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.streams.test.TestRecord;

/** Validation and the default rules, one behind the other, and what they told of episodes. */
final class Watch implements AutoCloseable {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  private final AvroSerializer<ThresholdRule> serializer;
  private final AvroDeserializer<AlertEvent> deserializer;
  private final Gate validation;
  private final Stage thresholds;
  private final List<AlertEvent> events = new ArrayList<>();

  Watch(RegistryClient schemas, Instant start) {
    serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    deserializer = new AvroDeserializer<>(schemas);
    validation = new Gate(schemas, CATALOGUE, start);
    thresholds =
        new Stage(
            ThresholdsTopology.APPLICATION_ID,
            () ->
                new ThresholdsTopology(
                        schemas, CATALOGUE, ThresholdsSettings.DEFAULTS, new SimpleMeterRegistry())
                    .build(),
            start);
    readRules();
  }

  /** Sends a reading as the gateway does, and follows it to its end. */
  void send(Reading reading) {
    for (TestRecord<byte[], byte[]> record : validation.send(reading)) {
      thresholds.pipe(READINGS_VALID, record);
    }
    collect();
  }

  /** Both processes end, others go on. */
  void restart() {
    validation.restart();
    thresholds.restart();
    readRules();
  }

  /** The lives of a person's episodes: every event with all it says but whose and when made. */
  Map<String, List<String>> lives(UUID person) {
    Map<String, List<String>> lives = new TreeMap<>();
    for (AlertEvent event : events) {
      if (event.getUserId().equals(person)) {
        lives
            .computeIfAbsent(
                "%s %s".formatted(event.getRuleId(), event.getEpisodeId()), id -> new ArrayList<>())
            .add(
                "%03d %s %s at %s, value %s of %s, page %s, retrospective %s"
                    .formatted(
                        event.getRevision(),
                        event.getEvent(),
                        event.getSeverity(),
                        event.getMeasuredAt(),
                        event.getValue(),
                        event.getMostExtreme(),
                        event.getPage(),
                        event.getRetrospective()));
      }
    }
    return lives;
  }

  @Override
  public void close() {
    validation.close();
    thresholds.close();
  }

  /** Of the topic of rules every process has all. */
  private void readRules() {
    for (DefaultRules.DefaultRule rule : DefaultRules.load()) {
      thresholds.pipe(
          REGISTRY_THRESHOLDS,
          new TestRecord<>(
              UuidSerializer.bytes(rule.id()),
              serializer.serialize(
                  REGISTRY_THRESHOLDS.name(),
                  ThresholdRule.newBuilder()
                      .setRuleId(rule.id())
                      .setVersion(1)
                      .setVersions(List.of(rule.rule()))
                      .build()),
              Instant.EPOCH));
    }
  }

  private void collect() {
    for (String severity : List.of("critical", "warning", "info")) {
      thresholds
          .written(Topics.alertsOf(severity))
          .forEach(
              record ->
                  events.add(
                      deserializer.deserialize(Topics.alertsOf(severity).name(), record.value())));
    }
  }
}
