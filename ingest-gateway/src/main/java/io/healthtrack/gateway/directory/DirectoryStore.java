package io.healthtrack.gateway.directory;

import io.healthtrack.schemas.serde.UuidSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The registry's newest entries on disk, together with how far they were read: both change in one
 * write, so that after a crash reading goes on where the entries end.
 */
final class DirectoryStore implements AutoCloseable {

  private static final byte[] CLUSTER = "cluster".getBytes(StandardCharsets.UTF_8);
  private static final byte[] FIRST_KEY = {};
  private static final byte[] AFTER_LAST_KEY = {(byte) 0xFF};

  static {
    RocksDB.loadLibrary();
  }

  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions writes = new WriteOptions();
  private final RocksDB db;

  DirectoryStore(Path folder) {
    try {
      Files.createDirectories(folder);
      db = RocksDB.open(options, folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the directory's folder " + folder, e);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot open the directory in " + folder, e);
    }
  }

  /** The bytes of an entry, as they came from the topic; null if there is none. */
  byte[] entry(String topic, UUID id) {
    try {
      return db.get(entryKey(topic, UuidSerializer.bytes(id)));
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot read the directory", e);
    }
  }

  /** The next offset to read, or -1 if nothing was read of the partition. */
  long position(TopicPartition partition) {
    try {
      byte[] value = db.get(positionKey(partition));
      return value == null ? -1 : ByteBuffer.wrap(value).getLong();
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot read the directory", e);
    }
  }

  /** Takes over what was polled, and where the consumer stands now. */
  void apply(ConsumerRecords<byte[], byte[]> records) {
    try (WriteBatch batch = new WriteBatch()) {
      for (ConsumerRecord<byte[], byte[]> entry : records) {
        byte[] key = entryKey(entry.topic(), entry.key());
        if (entry.value() == null) {
          batch.delete(key);
        } else {
          batch.put(key, entry.value());
        }
      }
      for (var next : records.nextOffsets().entrySet()) {
        batch.put(
            positionKey(next.getKey()),
            ByteBuffer.allocate(Long.BYTES).putLong(next.getValue().offset()).array());
      }
      db.write(writes, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot write the directory", e);
    }
  }

  /** Empties the store unless it was filled from this cluster. */
  void belongTo(String clusterId) {
    byte[] id = clusterId.getBytes(StandardCharsets.UTF_8);
    try {
      if (!Arrays.equals(db.get(CLUSTER), id)) {
        clear();
        db.put(CLUSTER, id);
      }
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot write the directory", e);
    }
  }

  /** Empties the store, to be filled again from the beginning. */
  void clear() {
    try {
      db.deleteRange(FIRST_KEY, AFTER_LAST_KEY);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot empty the directory", e);
    }
  }

  @Override
  public void close() {
    db.close();
    writes.close();
    options.close();
  }

  private static byte[] entryKey(String topic, byte[] id) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 1 + id.length)
        .put(name)
        .put((byte) '/')
        .put(id)
        .array();
  }

  private static byte[] positionKey(TopicPartition partition) {
    return ("position/" + partition).getBytes(StandardCharsets.UTF_8);
  }
}
