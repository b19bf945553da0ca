package io.healthtrack.processors.vitals;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.User;
import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.processors.testing.DriverSettings;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The vitals topology on a driver. */
final class VitalsRun implements AutoCloseable {

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final LiveVitals live = new LiveVitals(meters);
  private final RegistryClient schemas = RegistryClient.local();
  private final TopologyTestDriver driver;
  private final TestInputTopic<UUID, Reading> valid;
  private final TestInputTopic<UUID, User> users;

  VitalsRun(Instant start) {
    Properties properties = DriverSettings.of(VitalsTopology.APPLICATION_ID);
    driver =
        new TopologyTestDriver(
            new VitalsTopology(schemas, MetricCatalogue.load(), live, meters)
                .build(new OperatorTimes(meters, "vitals")),
            properties,
            start);
    valid =
        driver.createInputTopic(Topics.READINGS_VALID.name(), new UuidSerializer(), serializer());
    users =
        driver.createInputTopic(Topics.REGISTRY_USERS.name(), new UuidSerializer(), serializer());
  }

  void send(Reading... readings) {
    for (Reading reading : readings) {
      valid.pipeInput(reading.getUserId(), reading, reading.getReceivedAt());
    }
  }

  /** Sends bytes as they are. */
  void poison(Topic topic, byte[] key, byte[] value) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(key, value);
  }

  void erase(UUID user, Instant at) {
    users.pipeInput(user, null, at);
  }

  /** What would be shown of a person. */
  List<LatestVital> shown(UUID user) {
    List<LatestVital> shown = new ArrayList<>();
    try (var held = store().prefixScan(UuidSerializer.bytes(user), new ByteArraySerializer())) {
      held.forEachRemaining(entry -> shown.add(LatestVital.read(entry.key, entry.value)));
    }
    shown.removeIf(LatestVital::retracted);
    return shown;
  }

  double count(String outcome) {
    return meters.counter("healthtrack.streams.vitals", "outcome", outcome).count();
  }

  KeyValueStore<byte[], byte[]> store() {
    return driver.getKeyValueStore(VitalsTopology.LATEST);
  }

  @Override
  public void close() {
    driver.close();
  }

  private <T extends SpecificRecord> AvroSerializer<T> serializer() {
    AvroSerializer<T> serializer = new AvroSerializer<>(schemas);
    serializer.configure(Map.of(AvroSerializer.AUTO_REGISTER, "true"), false);
    return serializer;
  }
}
