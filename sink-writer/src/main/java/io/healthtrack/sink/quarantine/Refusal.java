package io.healthtrack.sink.quarantine;

import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.sink.database.RowRefusal;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record the sink refuses.
 *
 * @param record where it came from, and its bytes
 * @param reason stable code
 * @param detail a sentence that names the field and the remedy, never the value
 * @param sqlState the database's code, when it was the database that refused; else null
 * @param databaseMessage what the database said, which may quote the row; else null
 * @param tenant whose it is; {@code default} when the record could not be read
 * @param readingId null when the record could not be read
 * @param metric null when the record could not be read
 */
public record Refusal(
    ConsumerRecord<byte[], byte[]> record,
    String reason,
    String detail,
    String sqlState,
    String databaseMessage,
    String tenant,
    UUID readingId,
    String metric) {

  private static final UUID NAMESPACE = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e31");

  /** A record whose bytes are no record. */
  public static Refusal unreadable(ConsumerRecord<byte[], byte[]> record, String detail) {
    return new Refusal(record, "unreadable", detail, null, null, "default", null, null);
  }

  /** A record that can be read and must not be stored as it is. */
  public static Refusal refused(
      ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
    return new Refusal(record, reason, detail, null, null, "default", null, null);
  }

  /** A record the database will not take. */
  public static Refusal unstorable(ConsumerRecord<byte[], byte[]> record, RowRefusal refusal) {
    return new Refusal(
        record,
        "unstorable",
        refusal.detail(),
        refusal.sqlState(),
        refusal.message(),
        "default",
        null,
        null);
  }

  /**
   * The same refusal has the same id, however often the record is read again; and so has the record
   * when it is replayed and refused once more.
   */
  UUID id() {
    return Replay.of(record.headers())
        .map(Replay::quarantineId)
        .orElseGet(
            () ->
                NameBasedUuid.in(NAMESPACE)
                    .add(record.topic())
                    .add(record.partition())
                    .add(record.offset())
                    .build());
  }

  /** Which replay it is that is refused; 0 for a record that is none. */
  int replay() {
    return Replay.of(record.headers()).map(Replay::number).orElse(0);
  }

  /** Leaves the bytes and the database's words out. */
  @Override
  public String toString() {
    return "Refusal[%s-%d@%d, reason=%s, sqlState=%s]"
        .formatted(record.topic(), record.partition(), record.offset(), reason, sqlState);
  }
}
