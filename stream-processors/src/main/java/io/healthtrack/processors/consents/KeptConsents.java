package io.healthtrack.processors.consents;

import io.healthtrack.avro.Consents;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.ErasurePlaces;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code registry.consents}: who denies that readings are kept at all. That is scope {@code
 * treatment}: readings are collected and stored for somebody's own care first, and the other scopes
 * say what else may be done with what is stored.
 *
 * <p>Only denials are kept, because no record means allowed; so most people take no room, and a
 * reading costs a look-up on the heap.
 *
 * <p>Nothing but an entry or its tombstone changes what is held here. The tombstone of the person
 * does not: the registry writes both in one transaction, but they come out of two topics, and one
 * that is read late would take away the denial of somebody who has registered again.
 */
public final class KeptConsents {

  /** The store of the denials. */
  public static final String STORE = "consents";

  /** The scope that governs whether a reading is taken in. */
  public static final String SCOPE = "treatment";

  /**
   * Takes decisions out of their topic before any reading that waits beside them. Kafka Streams
   * reads its topics in the order of time, and a backlog of readings may be as old as the longest
   * that one is kept, in quarantine; so decisions are dated earlier than that. A decision that has
   * reached the broker then counts for every reading not yet judged.
   */
  public static final TimestampExtractor BEFORE_READINGS =
      (entry, newest) -> Math.max(0, entry.timestamp() - Duration.ofDays(60).toMillis());

  private static final Logger log = LoggerFactory.getLogger(KeptConsents.class);
  private static final byte[] NOTHING = new byte[16];
  private static final Instant EARLIEST = Instant.parse("-9999-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final KeyValueStore<byte[], byte[]> store;
  private final AvroDeserializer<Consents> entries;
  private final Map<UUID, Denials> denials = new HashMap<>();

  /** Takes up what the store holds. */
  public KeptConsents(KeyValueStore<byte[], byte[]> store, AvroDeserializer<Consents> entries) {
    this.store = store;
    this.entries = entries;
    try (KeyValueIterator<byte[], byte[]> all = store.all()) {
      all.forEachRemaining(held -> denials.put(id(held.key), Denials.read(held.value)));
    }
  }

  /** Appends something to the changelog every hour: Kafka compacts only segments that ended. */
  public void schedule(ProcessingContext context) {
    context.schedule(
        ErasurePlaces.LONGEST_SILENCE,
        PunctuationType.WALL_CLOCK_TIME,
        now -> store.delete(NOTHING));
  }

  /**
   * Takes an entry of {@code registry.consents}. One that cannot be read changes nothing: what was
   * known stays known.
   */
  public void take(Record<byte[], byte[]> entry, int partition, long offset) {
    if (entry.key() == null || entry.key().length != NOTHING.length) {
      log.warn("passed over a consent entry without a person, {}:{}", partition, offset);
      return;
    }
    Denials taken = Denials.NONE;
    if (entry.value() != null) {
      try {
        Consents consents = entries.deserialize(Topics.REGISTRY_CONSENTS.name(), entry.value());
        taken = Denials.among(consents.getConsents(), SCOPE);
      } catch (SerializationException e) {
        log.warn("passed over an unreadable consent entry, {}:{}", partition, offset);
        return;
      }
    }
    keep(id(entry.key()), taken);
  }

  /**
   * Whether the person denies that a reading of the metric is kept, at some instant of a stretch.
   *
   * @param last included
   */
  public boolean denied(UUID user, String metric, Instant first, Instant last) {
    Denials held = denials.isEmpty() ? null : denials.get(user);
    return held != null && held.cover(metric, micros(first), micros(last));
  }

  /** Whether the person denies anything at any time: then bytes nobody can read are not kept. */
  public boolean deniesAnything(UUID user) {
    return denials.containsKey(user);
  }

  private void keep(UUID user, Denials taken) {
    if (taken.stretches().isEmpty()) {
      if (denials.remove(user) != null) {
        store.delete(UuidSerializer.bytes(user));
      }
    } else if (!taken.equals(denials.put(user, taken))) {
      store.put(UuidSerializer.bytes(user), taken.write());
    }
  }

  /** Bounded, because a time that nobody has judged yet may be any. */
  private static long micros(Instant time) {
    Instant bounded = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    return EventTime.micros(bounded);
  }

  private static UUID id(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
