package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the tasks when rules change. The rules themselves are in a global store that holds the
 * topic's own bytes, because that is what a restoration puts there.
 */
final class RuleBook {

  static final String STORE = "rules";

  private static final Logger log = LoggerFactory.getLogger(RuleBook.class);

  private final AtomicLong edition = new AtomicLong(1);
  private final Counter unreadable;
  private final Counter unknown;

  RuleBook(MeterRegistry meters) {
    unreadable =
        Counter.builder("healthtrack.streams.rules.unreadable")
            .description("Rules left out because they cannot be read, each time rules are read")
            .register(meters);
    unknown =
        Counter.builder("healthtrack.streams.rules.unknown")
            .description(
                "Versions left out because they cannot be judged, each time rules are read")
            .register(meters);
  }

  /** Rises with each change. */
  long edition() {
    return edition.get();
  }

  /** Copies the topic into the store. */
  Processor<byte[], byte[], Void, Void> intake() {
    return new Intake(edition);
  }

  /** Reads all rules. One that cannot be read is left out, not a reason to stop. */
  RuleIndex index(
      ReadOnlyKeyValueStore<byte[], byte[]> store, AvroDeserializer<ThresholdRule> rules) {
    List<ThresholdRule> readable = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<byte[], byte[]> entry = all.next();
        try {
          if (!RecordSize.fits(entry.value)) {
            throw new SerializationException("larger than any rule");
          }
          readable.add(rules.deserialize(Topics.REGISTRY_THRESHOLDS.name(), entry.value));
        } catch (SerializationException e) {
          unreadable.increment();
          log.warn("left out rule {}: it cannot be read", HexFormat.of().formatHex(entry.key));
        }
      }
    }
    RuleIndex index = new RuleIndex(readable);
    unknown.increment(index.leftOut());
    return index;
  }

  private static final class Intake implements Processor<byte[], byte[], Void, Void> {

    private final AtomicLong edition;
    private KeyValueStore<byte[], byte[]> store;

    Intake(AtomicLong edition) {
      this.edition = edition;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      if (record.key() == null) {
        // No store keeps it, and nothing could ever take it back.
        return;
      }
      if (record.value() == null) {
        store.delete(record.key());
      } else {
        store.put(record.key(), record.value());
      }
      edition.incrementAndGet();
    }
  }
}
