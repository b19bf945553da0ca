package io.healthtrack.local.proofs;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.READINGS_WINDOWS;

import io.healthtrack.avro.Reading;
import io.healthtrack.processors.windows.WindowsTopology;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;

/** Validation and windows, one behind the other, and what they have written for the sink. */
final class Chain implements AutoCloseable {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  private final Gate validation;
  private final Stage windows;
  private final List<TestRecord<byte[], byte[]>> valid = new ArrayList<>();
  private final List<TestRecord<byte[], byte[]>> told = new ArrayList<>();

  Chain(RegistryClient schemas, Instant start) {
    validation = new Gate(schemas, CATALOGUE, start);
    windows =
        new Stage(
            WindowsTopology.APPLICATION_ID,
            () -> new WindowsTopology(schemas, CATALOGUE).build(),
            start);
  }

  /** Sends a reading as the gateway does, and follows it to its end. */
  void send(Reading reading) {
    for (TestRecord<byte[], byte[]> record : validation.send(reading)) {
      valid.add(record);
      windows.pipe(READINGS_VALID, record);
    }
  }

  /** Lets as much time pass as it takes until there is a word about each window that changed. */
  void tell() {
    windows.passTime(Duration.ofSeconds(10));
    told.addAll(windows.written(READINGS_WINDOWS));
  }

  /** Both processes end, others go on. */
  void restart() {
    told.addAll(windows.written(READINGS_WINDOWS));
    validation.restart();
    windows.restart();
  }

  long duplicates() {
    return validation.duplicates();
  }

  /** What the sink has not been given yet. */
  List<TestRecord<byte[], byte[]>> take(Topic topic) {
    List<TestRecord<byte[], byte[]>> records = topic.equals(READINGS_VALID) ? valid : told;
    List<TestRecord<byte[], byte[]>> taken = List.copyOf(records);
    records.clear();
    return taken;
  }

  @Override
  public void close() {
    validation.close();
    windows.close();
  }
}
