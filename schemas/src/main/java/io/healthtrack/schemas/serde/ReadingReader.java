package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * Reads readings that were written with the schema of {@link ReadingCodec}, field by field in the
 * schema's order. Makes nothing but the reading and what it holds; texts that recur are made once.
 */
final class ReadingReader implements RecordReader<Reading> {

  private final RecurringTexts texts = new RecurringTexts();

  @Override
  public Reading read(byte[] data, int from) throws IOException {
    BinaryInput in = new BinaryInput(data, from);
    Reading reading = new Reading();
    reading.setReadingId(in.readUuid());
    reading.setUserId(in.readUuid());
    reading.setMetric(in.readText(texts));
    reading.setMeasuredAt(time(in));
    reading.setValue(in.readDouble());
    reading.setUnit(in.readText(texts));
    reading.setTenant(in.readText(texts));
    reading.setDeviceId(optionalUuid(in));
    reading.setClientId(in.readPresence() ? in.readText() : null);
    reading.setComparator(optionalText(in));
    reading.setEndAt(in.readPresence() ? time(in) : null);
    reading.setOffsetMinutes(in.readPresence() ? Integer.valueOf(in.readInt()) : null);
    reading.setReceivedAt(time(in));
    reading.setSequence(in.readLong());
    reading.setStatus(in.readText(texts));
    reading.setStatistic(optionalText(in));
    reading.setModality(in.readText(texts));
    reading.setGroupId(optionalUuid(in));
    reading.setSource(in.readText(texts));
    reading.setProof(in.readText(texts));
    reading.setSentValue(in.readPresence() ? Double.valueOf(in.readDouble()) : null);
    reading.setSentUnit(optionalText(in));
    return reading;
  }

  private static Instant time(BinaryInput in) throws IOException {
    return EventTime.instant(in.readLong());
  }

  private static UUID optionalUuid(BinaryInput in) throws IOException {
    return in.readPresence() ? in.readUuid() : null;
  }

  private String optionalText(BinaryInput in) throws IOException {
    return in.readPresence() ? in.readText(texts) : null;
  }
}
