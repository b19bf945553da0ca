package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes readings with the schema of {@link ReadingCodec}, field by field in the schema's order.
 * Without state, so safe for use by many threads.
 */
final class ReadingWriter implements RecordWriter<Reading> {

  @Override
  public void write(Reading reading, BinaryOutput out) {
    out.writeUuid(reading.getReadingId());
    out.writeUuid(reading.getUserId());
    out.writeText(reading.getMetric());
    writeTime(reading.getMeasuredAt(), out);
    out.writeDouble(reading.getValue());
    out.writeText(reading.getUnit());
    out.writeText(reading.getTenant());
    writeOptionalUuid(reading.getDeviceId(), out);
    writeOptionalText(reading.getClientId(), out);
    writeOptionalText(reading.getComparator(), out);
    writeOptionalTime(reading.getEndAt(), out);
    writeOptionalInt(reading.getOffsetMinutes(), out);
    writeTime(reading.getReceivedAt(), out);
    out.writeLong(reading.getSequence());
    out.writeText(reading.getStatus());
    writeOptionalText(reading.getStatistic(), out);
    out.writeText(reading.getModality());
    writeOptionalUuid(reading.getGroupId(), out);
    out.writeText(reading.getSource());
    out.writeText(reading.getProof());
    writeOptionalDouble(reading.getSentValue(), out);
    writeOptionalText(reading.getSentUnit(), out);
  }

  private static void writeTime(Instant time, BinaryOutput out) {
    out.writeLong(EventTime.micros(time));
  }

  private static void writeOptionalTime(Instant time, BinaryOutput out) {
    out.writePresence(time != null);
    if (time != null) {
      writeTime(time, out);
    }
  }

  private static void writeOptionalInt(Integer number, BinaryOutput out) {
    out.writePresence(number != null);
    if (number != null) {
      out.writeLong(number);
    }
  }

  private static void writeOptionalDouble(Double number, BinaryOutput out) {
    out.writePresence(number != null);
    if (number != null) {
      out.writeDouble(number);
    }
  }

  private static void writeOptionalUuid(UUID id, BinaryOutput out) {
    out.writePresence(id != null);
    if (id != null) {
      out.writeUuid(id);
    }
  }

  private static void writeOptionalText(String text, BinaryOutput out) {
    out.writePresence(text != null);
    if (text != null) {
      out.writeText(text);
    }
  }
}
