package io.healthtrack.processors.validation;

import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What validation asks about a person: whose they are, and in which year they were born. On disk,
 * because it grows with people, with those asked about last on the heap.
 *
 * <p>A reading may arrive before its person's registration, so who is not known here is not refused
 * for it.
 */
final class KnownPeople {

  static final String STORE = "people";

  private static final byte LAYOUT = 1;
  private static final int ON_HEAP = 1_024;

  private final KeyValueStore<byte[], byte[]> store;
  private final AvroDeserializer<User> users;
  private final Map<UUID, Person> recent =
      new LinkedHashMap<>(ON_HEAP, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Person> eldest) {
          return size() > ON_HEAP;
        }
      };

  KnownPeople(KeyValueStore<byte[], byte[]> store, AvroDeserializer<User> users) {
    this.store = store;
    this.users = users;
  }

  /**
   * A person.
   *
   * @param tenant empty for somebody who is not known
   * @param birthYear 0 where it is not known
   */
  record Person(String tenant, int birthYear) {

    static final Person UNKNOWN = new Person("", 0);

    boolean known() {
      return !tenant.isEmpty();
    }

    /** As stored: the layout's number, the year in two bytes, the tenant. */
    byte[] write() {
      byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(1 + Short.BYTES + name.length)
          .put(LAYOUT)
          .putShort((short) birthYear)
          .put(name)
          .array();
    }

    static Person read(byte[] stored) {
      if (stored == null || stored[0] != LAYOUT) {
        return UNKNOWN;
      }
      int head = 1 + Short.BYTES;
      return new Person(
          new String(stored, head, stored.length - head, StandardCharsets.UTF_8),
          ByteBuffer.wrap(stored).getShort(1));
    }
  }

  /** Takes an entry of {@code registry.users}. One that cannot be read changes nothing. */
  void take(Record<byte[], byte[]> entry) {
    if (entry.key() == null || entry.key().length != 2 * Long.BYTES) {
      return;
    }
    Person person = Person.UNKNOWN;
    if (entry.value() != null) {
      try {
        User user = users.deserialize(Topics.REGISTRY_USERS.name(), entry.value());
        if (user.getVersion() > 0) {
          person = new Person(user.getTenant(), year(user.getBirthYear()));
        }
      } catch (SerializationException e) {
        return;
      }
    }
    recent.remove(QuarantineEntry.user(entry.key()));
    store.put(entry.key(), person.known() ? person.write() : null);
  }

  /** Who somebody is, {@link Person#UNKNOWN} if that is not known. */
  Person find(UUID user) {
    Person person = recent.get(user);
    if (person == null) {
      person = Person.read(store.get(UuidSerializer.bytes(user)));
      recent.put(user, person);
    }
    return person;
  }

  private static int year(Integer year) {
    return year == null || year < 0 || year > Short.MAX_VALUE ? 0 : year;
  }
}
