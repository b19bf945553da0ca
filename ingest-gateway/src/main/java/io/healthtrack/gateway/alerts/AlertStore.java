package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatchWithIndex;
import org.rocksdb.WriteOptions;

/**
 * Episodes on disk, by person, together with how far the topics were read: both change in one
 * write. It also remembers who was erased, for as long as events of theirs can be in the topics.
 */
final class AlertStore implements AutoCloseable {

  private static final byte EPISODE = 'e';
  private static final byte PERSON_OF_EPISODE = 'i';
  private static final byte ERASED = 'g';
  private static final byte[] CLUSTER = "cluster".getBytes(StandardCharsets.UTF_8);
  private static final int ID = 16;
  private static final int MEMORY = 4 << 20;
  private static final long REWRITTEN_AFTER = 86_400;

  static {
    RocksDB.loadLibrary();
  }

  private final Options options =
      new Options()
          .setCreateIfMissing(true)
          .setWriteBufferSize(MEMORY)
          .setPeriodicCompactionSeconds(REWRITTEN_AFTER);
  private final WriteOptions writes = new WriteOptions();
  private final ReadOptions reads = new ReadOptions();
  private final FlushOptions inBackground = new FlushOptions().setWaitForFlush(false);
  private final AvroDeserializer<AlertEvent> events;
  private final RocksDB db;

  AlertStore(Path folder, RegistryClient registry) {
    this.events = new AvroDeserializer<>(registry);
    try {
      Files.createDirectories(folder);
      db = RocksDB.open(options, folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder of alerts " + folder, e);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot open the alerts in " + folder, e);
    }
  }

  /** Looks at episodes in the order of the store until it has seen enough. */
  @FunctionalInterface
  interface Visitor {
    boolean goOn(byte[] key, Episode episode);
  }

  /** Changes that are written together. */
  final class Changes implements AutoCloseable {

    private final WriteBatchWithIndex batch = new WriteBatchWithIndex(true);

    /** An event, with its bytes as they are in the topic. */
    void put(AlertEvent event, byte[] bytes) {
      byte[] key = key(event.getUserId(), event.getEpisodeId());
      try {
        byte[] stored = batch.getFromBatchAndDB(db, reads, key);
        EpisodeEntry entry;
        if (stored == null) {
          entry = EpisodeEntry.first(event, bytes);
          batch.put(
              key(PERSON_OF_EPISODE, event.getEpisodeId()),
              UuidSerializer.bytes(event.getUserId()));
        } else {
          EpisodeEntry held = EpisodeEntry.read(stored);
          entry = held.with(episode(held), event, bytes);
        }
        batch.put(key, entry.write());
      } catch (RocksDBException e) {
        throw new IllegalStateException("cannot write the alerts", e);
      }
    }

    void position(TopicPartition partition, long next) {
      try {
        batch.put(positionKey(partition), ByteBuffer.allocate(Long.BYTES).putLong(next).array());
      } catch (RocksDBException e) {
        throw new IllegalStateException("cannot write the alerts", e);
      }
    }

    void write() {
      try {
        db.write(writes, batch);
      } catch (RocksDBException e) {
        throw new IllegalStateException("cannot write the alerts", e);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /** The episode, or null. */
  Episode find(UUID episode) {
    byte[] user = get(key(PERSON_OF_EPISODE, episode));
    byte[] stored = user == null ? null : get(concat(EPISODE, user, UuidSerializer.bytes(episode)));
    return stored == null ? null : episode(EpisodeEntry.read(stored));
  }

  /**
   * Visits the episodes behind a key, or from the first one on.
   *
   * @param user only this person's; null for everybody's
   * @param after a key that was visited before, null for the beginning
   */
  void visit(UUID user, byte[] after, Visitor visitor) {
    byte[] prefix = user == null ? new byte[] {EPISODE} : key(EPISODE, user);
    try (ReadOptions once = new ReadOptions().setFillCache(false);
        RocksIterator entries = db.newIterator(once)) {
      entries.seek(after == null || Arrays.compareUnsigned(after, prefix) < 0 ? prefix : after);
      if (after != null && entries.isValid() && Arrays.equals(entries.key(), after)) {
        entries.next();
      }
      while (entries.isValid() && startsWith(entries.key(), prefix)) {
        if (!visitor.goOn(entries.key(), episode(EpisodeEntry.read(entries.value())))) {
          return;
        }
        entries.next();
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot read the alerts", e);
    }
  }

  /** Forgets an episode. */
  void remove(Episode episode) {
    AlertEvent event = episode.newest();
    try {
      db.delete(key(event.getUserId(), event.getEpisodeId()));
      db.delete(key(PERSON_OF_EPISODE, event.getEpisodeId()));
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot write the alerts", e);
    }
  }

  /** Forgets a person, and remembers that events until then are to be forgotten too. */
  void erase(UUID user, long atMillis) {
    try {
      db.put(key(ERASED, user), ByteBuffer.allocate(Long.BYTES).putLong(atMillis).array());
      visit(
          user,
          null,
          (key, episode) -> {
            remove(episode);
            return true;
          });
      // What is deleted leaves its file when that is rewritten over a deletion in a later file.
      db.flush(inBackground);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot write the alerts", e);
    }
  }

  /** When the person was erased, in milliseconds; -1 for never. */
  long erasedAt(UUID user) {
    byte[] at = get(key(ERASED, user));
    return at == null ? -1 : ByteBuffer.wrap(at).getLong();
  }

  /** The next offset to read, or -1 if nothing was read of the partition. */
  long position(TopicPartition partition) {
    byte[] value = get(positionKey(partition));
    return value == null ? -1 : ByteBuffer.wrap(value).getLong();
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
      throw new IllegalStateException("cannot write the alerts", e);
    }
  }

  /** Empties the store, to be filled again from the beginning. */
  void clear() {
    try {
      db.deleteRange(new byte[0], new byte[] {(byte) 0xFF});
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot empty the alerts", e);
    }
  }

  @Override
  public void close() {
    db.close();
    inBackground.close();
    reads.close();
    writes.close();
    options.close();
  }

  private Episode episode(EpisodeEntry entry) {
    return new Episode(
        events.deserialize(AlertTopic.INFO.topic(), entry.newest()),
        entry.isAcknowledged()
            ? events.deserialize(AlertTopic.INFO.topic(), entry.acknowledgement())
            : null);
  }

  private byte[] get(byte[] key) {
    try {
      return db.get(key);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot read the alerts", e);
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] key(UUID user, UUID episode) {
    return concat(EPISODE, UuidSerializer.bytes(user), UuidSerializer.bytes(episode));
  }

  private static byte[] key(byte kind, UUID id) {
    return concat(kind, UuidSerializer.bytes(id), new byte[0]);
  }

  private static byte[] concat(byte kind, byte[] first, byte[] second) {
    return ByteBuffer.allocate(1 + ID + second.length).put(kind).put(first).put(second).array();
  }

  private static byte[] positionKey(TopicPartition partition) {
    return ("position/" + partition).getBytes(StandardCharsets.UTF_8);
  }
}
