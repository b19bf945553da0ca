package io.healthtrack.sink.guarantees;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/** What a run must leave in the tables: the log played record by record, by rules of our own. */
final class Expected {

  final Set<UUID> people = new HashSet<>();
  final Map<TopicPartition, Long> recordsIn = new HashMap<>();
  final Set<String> events = new HashSet<>();
  final Map<String, Integer> users = new HashMap<>();
  final Map<Long, Integer> windows = new HashMap<>();
  private final Map<UUID, Reading> readings = new HashMap<>();
  private int alreadyStored;
  private int corrected;
  private int refused;

  static Expected of(
      List<ConsumerRecord<byte[], byte[]>> log, AvroDeserializer<SpecificRecord> deserializer) {
    Expected expected = new Expected();
    for (ConsumerRecord<byte[], byte[]> taken : log) {
      expected.recordsIn.merge(new TopicPartition(taken.topic(), taken.partition()), 1L, Long::sum);
      try {
        expected.play(deserializer.deserialize(taken.topic(), taken.value()));
      } catch (SerializationException e) {
        expected.refused++;
      }
    }
    return expected;
  }

  /** Of the topic of readings: inserted, already stored, corrected, quarantined. */
  String tallies() {
    return "[%d, %d, %d, %d]".formatted(readings.size(), alreadyStored, corrected, refused);
  }

  /** The rows of readings. */
  Set<String> rows() {
    Set<String> rows = new TreeSet<>();
    readings
        .values()
        .forEach(
            reading ->
                rows.add(
                    "%s|%s|%d|%s|%d"
                        .formatted(
                            reading.getUserId(),
                            reading.getReadingId(),
                            Math.round(reading.getValue()),
                            reading.getStatus(),
                            EventTime.micros(reading.getMeasuredAt()))));
    return rows;
  }

  /** How many readings there are. */
  int size() {
    return readings.size();
  }

  private void play(SpecificRecord value) {
    switch (value) {
      case Reading reading -> play(reading);
      case User user -> users.merge(user.getUserId().toString(), user.getVersion(), Math::max);
      case AlertEvent event -> events.add(event.getEventId().toString());
      case ReadingWindow window -> {
        people.add(window.getUserId());
        windows.merge(window.getWindowStart().getEpochSecond(), window.getRevision(), Math::max);
      }
      default -> {
        // Refusals that were relayed: they are counted, and that is all there is to them.
      }
    }
  }

  private void play(Reading next) {
    people.add(next.getUserId());
    Reading current = readings.get(next.getReadingId());
    if (current == null) {
      readings.put(next.getReadingId(), next);
    } else if (next.getStatus().equals("amended")
        && next.getValue() != current.getValue()
        && !next.getReceivedAt().isBefore(current.getReceivedAt())) {
      corrected++;
      readings.put(next.getReadingId(), next);
    } else if (next.getStatus().equals("final")
        && current.getStatus().equals("final")
        && next.getValue() != current.getValue()) {
      refused++;
    } else {
      alreadyStored++;
    }
  }

  /** The topic whose outcomes are foretold. */
  static String topic() {
    return Topics.READINGS_VALID.name();
  }
}
