package io.healthtrack.gateway.directory;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A real directory on disk, filled by hand. */
public final class DirectoryFixture implements AutoCloseable {

  // Of the whole process: what one fixture wrote to disk, the next one reads.
  private static final RegistryClient REGISTRY = RegistryClient.local();
  private final AvroSerializer<SpecificRecord> values = new AvroSerializer<>(REGISTRY);
  private final DirectoryStore store;
  private final Directory directory;
  private long offset;

  public DirectoryFixture(Path folder) {
    store = new DirectoryStore(folder);
    directory = new Directory(store, REGISTRY);
  }

  public Directory directory() {
    return directory;
  }

  DirectoryStore store() {
    return store;
  }

  public void user(UUID id) {
    put(Topics.REGISTRY_USERS, id, User.newBuilder().setUserId(id).build());
  }

  public void device(UUID id, Assignment... assignments) {
    put(
        Topics.REGISTRY_DEVICES,
        id,
        Device.newBuilder().setDeviceId(id).setAssignments(List.of(assignments)).build());
  }

  void remove(Topic topic, UUID id) {
    put(topic, id, null);
  }

  private void put(Topic topic, UUID id, SpecificRecord value) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    ConsumerRecord<byte[], byte[]> entry =
        new ConsumerRecord<>(
            topic.name(),
            0,
            offset,
            UuidSerializer.bytes(id),
            values.serialize(topic.name(), value));
    offset++;
    store.apply(
        new ConsumerRecords<>(
            Map.of(partition, List.of(entry)), Map.of(partition, new OffsetAndMetadata(offset))));
    directory.forget(id);
  }

  @Override
  public void close() {
    store.close();
  }
}
