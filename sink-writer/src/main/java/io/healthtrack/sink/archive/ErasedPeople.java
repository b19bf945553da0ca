package io.healthtrack.sink.archive;

import io.healthtrack.schemas.time.EventTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * People whose rows must not come back: each with the instant up to which what was told of them is
 * forgotten. A person may have been registered again since.
 */
final class ErasedPeople {

  private static final String KNOWN = "SELECT to_regclass('ops.erasures') IS NOT NULL";
  private static final String DONE_SINCE =
      "SELECT user_id, max(erased_at) FROM ops.erasures WHERE done_at > ? GROUP BY user_id";

  private final Map<UUID, Long> erasedAt;

  private ErasedPeople(Map<UUID, Long> erasedAt) {
    this.erasedAt = erasedAt;
  }

  /** These, in microseconds since 1970. */
  static ErasedPeople of(Map<UUID, Long> erasedAt) {
    return new ErasedPeople(Map.copyOf(erasedAt));
  }

  /** All. */
  static ErasedPeople all(Handle handle) {
    return since(handle, OffsetDateTime.parse("1970-01-01T00:00:00Z"));
  }

  /** Those whose erasure was done after this. */
  static ErasedPeople since(Handle handle, OffsetDateTime instant) {
    Map<UUID, Long> people = new HashMap<>();
    if (handle.select(KNOWN).mapTo(Boolean.class).one()) {
      handle
          .select(DONE_SINCE, instant)
          .map(
              (row, context) ->
                  people.put(
                      row.getObject(1, UUID.class),
                      EventTime.micros(row.getObject(2, OffsetDateTime.class).toInstant())))
          .list();
    }
    return new ErasedPeople(people);
  }

  boolean isEmpty() {
    return erasedAt.isEmpty();
  }

  /** Whether a row about a person, told at this instant, is forgotten. */
  boolean covers(UUID person, long toldMicros) {
    Long until = erasedAt.get(person);
    return until != null && toldMicros <= until;
  }
}
