package io.healthtrack.processors.validation;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Replay;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes the record of a refusal. */
final class QuarantineEntry {

  /** Keeps the entry below the broker's largest record; the original is at its source for days. */
  static final int LARGEST_PAYLOAD = 900_000;

  private static final UUID NAMESPACE = UUID.fromString("0c1f6a1e-3b55-5d0c-8a77-6f7f6f1d2e10");
  private static final UUID NOBODY = new UUID(0, 0);

  private QuarantineEntry() {}

  static QuarantinedReading of(
      Verdict.Quarantined verdict,
      Record<byte[], byte[]> source,
      RecordMetadata place,
      Optional<Replay> replay,
      long nowMicros) {
    QuarantinedReading entry = new QuarantinedReading();
    Reading reading = verdict.reading();
    // What is refused again takes the place of its first refusal.
    entry.setQuarantineId(replay.map(Replay::quarantineId).orElseGet(() -> id(place)));
    entry.setReplay(replay.map(Replay::number).orElse(0));
    // Of an erased person nothing is kept, not even whose it was.
    boolean erased = verdict.reason() == Reason.ERASED_PERSON;
    entry.setUserId(erased ? NOBODY : user(source.key()));
    entry.setReason(verdict.reason().code());
    entry.setQuarantinedAt(EventTime.instant(nowMicros));
    entry.setTenant(reading == null ? "default" : reading.getTenant());
    // An id may be made of what was measured, so it goes where the bytes may not stay.
    entry.setReadingId(reading == null || !verdict.keepsBytes() ? null : reading.getReadingId());
    entry.setMetric(reading == null ? null : reading.getMetric());
    entry.setStage("validation");
    entry.setSourceTopic(place.topic());
    entry.setSourcePartition(place.partition());
    entry.setSourceOffset(place.offset());
    entry.setReceivedAt(EventTime.instant(source.timestamp() * 1_000));
    boolean tooLarge = source.value().length > LARGEST_PAYLOAD;
    entry.setPayload(verdict.keepsBytes() && !tooLarge ? ByteBuffer.wrap(source.value()) : null);
    entry.setDetail(
        verdict.keepsBytes() && tooLarge
            ? verdict.detail() + " (too large to quote: read it at its source)"
            : verdict.detail());
    return entry;
  }

  private static UUID id(RecordMetadata place) {
    return NameBasedUuid.in(NAMESPACE)
        .add(place.topic())
        .add((long) place.partition())
        .add(place.offset())
        .build();
  }

  /** The person of a key; nobody, if the key is none of ours. */
  static UUID user(byte[] key) {
    if (key == null || key.length != 16) {
      return NOBODY;
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
