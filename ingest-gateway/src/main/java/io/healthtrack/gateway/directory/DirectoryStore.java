package io.healthtrack.gateway.directory;

import io.healthtrack.schemas.serde.UuidSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
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

  private static final long REWRITTEN_AFTER = Duration.ofDays(1).toSeconds();

  static {
    RocksDB.loadLibrary();
  }

  private final Options options =
      new Options().setCreateIfMissing(true).setPeriodicCompactionSeconds(REWRITTEN_AFTER);
  private final WriteOptions writes = new WriteOptions();
  private final FlushOptions inBackground = new FlushOptions().setWaitForFlush(false);
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

  /**
   * The entries of a topic in which these bytes occur. An id is 16 bytes that stand in a value as
   * they are, so all but the entries that name it are passed over without being decoded.
   */
  List<byte[]> entriesHolding(String topic, byte[] part) {
    return entries(topic, value -> holds(value, part));
  }

  /** All entries of a topic. */
  List<byte[]> entries(String topic) {
    return entries(topic, value -> true);
  }

  private List<byte[]> entries(String topic, Predicate<byte[]> wanted) {
    byte[] prefix = entryKey(topic, new byte[0]);
    List<byte[]> found = new ArrayList<>();
    try (ReadOptions once = new ReadOptions().setFillCache(false);
        RocksIterator entries = db.newIterator(once)) {
      entries.seek(prefix);
      while (entries.isValid() && Arrays.mismatch(entries.key(), prefix) == prefix.length) {
        byte[] value = entries.value();
        if (wanted.test(value)) {
          found.add(value);
        }
        entries.next();
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot read the directory", e);
    }
    return found;
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
    boolean deletes = false;
    try (WriteBatch batch = new WriteBatch()) {
      for (ConsumerRecord<byte[], byte[]> entry : records) {
        byte[] key = entryKey(entry.topic(), entry.key());
        if (entry.value() == null) {
          batch.delete(key);
          deletes = true;
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
      if (deletes) {
        // What is deleted leaves its file when that is rewritten over a deletion in a later file.
        db.flush(inBackground);
      }
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
    inBackground.close();
    writes.close();
    options.close();
  }

  private static boolean holds(byte[] value, byte[] part) {
    for (int at = 0; at <= value.length - part.length; at++) {
      if (value[at] == part[0]
          && Arrays.equals(value, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
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
