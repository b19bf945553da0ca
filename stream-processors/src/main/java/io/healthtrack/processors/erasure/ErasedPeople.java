package io.healthtrack.processors.erasure;

import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.topics.ErasurePlaces;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Follows {@code registry.users}: a tombstone empties the stores of the person, and leaves a mark
 * for as long as readings accepted before it may still come out of a topic. Such readings are
 * refused, so that they do not fill the stores again for ever.
 *
 * <p>Ids are name-based, so somebody registered anew has the same one. What is received after that
 * is theirs again; only it cannot be called fresh at once, because nobody here knows when the sink
 * has emptied the table.
 */
public final class ErasedPeople {

  /** The store of the marks: one per person and topology, a few thousand at most. */
  public static final String STORE = "erased-people";

  private static final byte[] NOTHING = new byte[16];
  private static final long LONGEST = ErasurePlaces.REMEMBERED.toMillis();

  private final KeyValueStore<byte[], byte[]> marks;
  private final List<KeyValueStore<byte[], byte[]>> stores;
  private final AvroDeserializer<User> users;
  private final long unprovenMillis;
  // All marks again, so that a reading costs a look-up on the heap, and none while it is empty.
  private final Map<UUID, Mark> erased = new HashMap<>();

  /**
   * @param marks the store of the marks
   * @param stores what to empty; their keys begin with the 16 bytes of the person's id
   * @param unproven how long after an erasure readings may be measured that had passed before it
   */
  public ErasedPeople(
      KeyValueStore<byte[], byte[]> marks,
      List<KeyValueStore<byte[], byte[]>> stores,
      AvroDeserializer<User> users,
      Duration unproven) {
    this.marks = marks;
    this.stores = List.copyOf(stores);
    this.users = users;
    this.unprovenMillis = unproven.toMillis();
    try (KeyValueIterator<byte[], byte[]> all = marks.all()) {
      all.forEachRemaining(mark -> erased.put(id(mark.key), Mark.read(mark.value)));
    }
  }

  /**
   * Every hour forgets marks that have served, and appends something to each changelog: Kafka
   * compacts only segments that have ended.
   */
  public void schedule(ProcessingContext context) {
    context.schedule(
        ErasurePlaces.LONGEST_SILENCE, PunctuationType.WALL_CLOCK_TIME, this::forgetOldMarks);
  }

  /** Takes an entry of {@code registry.users}; one whose key is no person's is passed over. */
  public void take(Record<byte[], byte[]> entry, long nowMillis) {
    if (entry.key() == null || entry.key().length != NOTHING.length) {
      // Nobody's: the registry writes no such key.
      return;
    }
    if (entry.value() == null) {
      stores.forEach(store -> empty(store, entry.key()));
      keep(
          entry.key(),
          new Mark(
              entry.timestamp() + ErasurePlaces.IN_FLIGHT.toMillis(),
              // Of now, not of the tombstone: what passed until now has just been forgotten.
              (Math.max(nowMillis, entry.timestamp()) + unprovenMillis) * 1_000));
      return;
    }
    Mark mark = erased.get(id(entry.key()));
    if (mark != null) {
      registeredAgain(entry, mark);
    }
  }

  /**
   * Whether a reading is of somebody who was erased after it had been received.
   *
   * @param key of the reading's record
   * @param receivedAt milliseconds since 1970
   */
  public boolean refuses(byte[] key, long receivedAt) {
    if (erased.isEmpty() || key == null || key.length != NOTHING.length) {
      return false;
    }
    Mark mark = erased.get(id(key));
    return mark != null && receivedAt < mark.refusedBefore();
  }

  /**
   * The measured time from which on an unknown reading of the person was certainly never passed on;
   * microseconds since 1970, {@code Long.MIN_VALUE} for everybody who was not erased.
   */
  public long provenFrom(UUID user) {
    Mark mark = erased.isEmpty() ? null : erased.get(user);
    return mark == null ? Long.MIN_VALUE : mark.provenFrom();
  }

  private void registeredAgain(Record<byte[], byte[]> entry, Mark mark) {
    User user;
    try {
      user = users.deserialize(Topics.REGISTRY_USERS.name(), entry.value());
    } catch (SerializationException e) {
      // Then the minute after the erasure counts as before it: the gateway reads no such entry.
      return;
    }
    long since = user.getChangedAt().toEpochMilli();
    if (user.getVersion() > 0 && since < mark.refusedBefore()) {
      keep(entry.key(), new Mark(since, mark.provenFrom()));
    }
  }

  private void keep(byte[] key, Mark mark) {
    marks.put(key, mark.write());
    erased.put(id(key), mark);
  }

  private void forgetOldMarks(long now) {
    List<UUID> served =
        erased.entrySet().stream()
            .filter(mark -> mark.getValue().refusedBefore() + LONGEST < now)
            .map(Map.Entry::getKey)
            .toList();
    for (UUID user : served) {
      erased.remove(user);
      marks.delete(bytes(user));
    }
    marks.delete(NOTHING);
    stores.forEach(store -> store.delete(NOTHING));
  }

  private static void empty(KeyValueStore<byte[], byte[]> store, byte[] person) {
    List<byte[]> keys = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> held =
        store.prefixScan(person, new ByteArraySerializer())) {
      held.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
  }

  private static UUID id(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(NOTHING.length)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /**
   * @param refusedBefore readings received earlier are refused; milliseconds
   * @param provenFrom microseconds
   */
  private record Mark(long refusedBefore, long provenFrom) {

    static Mark read(byte[] stored) {
      ByteBuffer bytes = ByteBuffer.wrap(stored);
      return new Mark(bytes.getLong(), bytes.getLong());
    }

    byte[] write() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(refusedBefore).putLong(provenFrom).array();
    }
  }
}
