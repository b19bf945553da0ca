package io.healthtrack.processors.registry;

import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of entry: its store, its topic, and the bytes that both hold alike. */
final class Shelf<T extends SpecificRecord> {

  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  private final KeyValueStore<byte[], byte[]> store;
  private final ProcessorContext<byte[], byte[]> context;
  private final Topic topic;
  private final String sink;
  private final AvroSerializer<T> serializer;
  private final AvroDeserializer<T> deserializer;

  Shelf(
      ProcessorContext<byte[], byte[]> context, String name, Topic topic, RegistryClient schemas) {
    this.context = context;
    this.store = context.getStateStore(name);
    this.topic = topic;
    this.sink = RegistryTopology.sink(name);
    this.serializer = new AvroSerializer<>(schemas);
    this.deserializer = new AvroDeserializer<>(schemas);
  }

  /** The entry, or {@code null}. */
  T find(byte[] id) {
    return deserializer.deserialize(topic.name(), store.get(id));
  }

  /** Keeps the entry and publishes it; one that no record could hold is left as it was. */
  void publish(Record<byte[], byte[]> command, T entry) {
    byte[] bytes = serializer.serialize(topic.name(), entry);
    if (!RecordSize.fits(bytes)) {
      RecordMetadata place = context.recordMetadata().orElseThrow();
      log.error(
          "skipped the command at {}-{} offset {}: the entry would be too large to publish",
          place.topic(),
          place.partition(),
          place.offset());
      return;
    }
    store.put(command.key(), bytes);
    context.forward(command.withValue(bytes), sink);
  }

  /** Forgets the entry and publishes its tombstone. */
  void remove(Record<byte[], byte[]> command) {
    store.delete(command.key());
    context.forward(command.withValue(null), sink);
  }

  /** Appends an entry of nobody to the topic, and of nothing to the store's changelog. */
  void beat(T nobody, long now) {
    byte[] key = Beat.key(context.taskId().partition());
    store.delete(key);
    context.forward(new Record<>(key, serializer.serialize(topic.name(), nobody), now), sink);
  }
}
