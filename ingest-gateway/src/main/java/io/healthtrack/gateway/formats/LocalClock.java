package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Turns the readings of one wall clock into instants. A time that the clock jumped over does not
 * exist; a time that it showed twice is taken as the first of the two (the earlier offset), since
 * nothing in the files tells them apart.
 *
 * <p>Remembers the span between two clock changes, so that a sorted file looks up the zone's rules
 * a few times only. For one thread.
 */
final class LocalClock {

  private final ZoneRules rules;
  private long spanStart = Long.MAX_VALUE;
  private long spanEnd = Long.MIN_VALUE;
  private int spanOffset;
  private int offset;
  private Integer offsetMinutes = 0;
  private long second;

  LocalClock(ZoneId zone) {
    rules = zone.getRules();
  }

  /** Sets the clock; false when it never showed this time. */
  boolean set(long localSecond) {
    if (localSecond >= spanStart && localSecond < spanEnd) {
      use(spanOffset);
    } else if (!lookUp(localSecond)) {
      return false;
    }
    second = localSecond - offset;
    return true;
  }

  /** Sets the clock to the first moment of the day that begins with {@code localMidnight}. */
  void setToStartOfDay(long localMidnight) {
    if (set(localMidnight)) {
      return;
    }
    ZoneOffsetTransition gap = rules.getTransition(at(localMidnight));
    set(gap.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC));
  }

  /** The instant the clock was set to, plus microseconds. */
  Instant instant(int micros) {
    return Instant.ofEpochSecond(second, micros * 1000L);
  }

  /** Minutes east of UTC at that instant. */
  Integer offsetMinutes() {
    return offsetMinutes;
  }

  private boolean lookUp(long localSecond) {
    LocalDateTime local = at(localSecond);
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    if (offsets.isEmpty()) {
      return false;
    }
    use(offsets.get(0).getTotalSeconds());
    if (offsets.size() == 1) {
      rememberSpan(local.toInstant(offsets.get(0)));
    }
    return true;
  }

  private void rememberSpan(Instant instant) {
    ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    spanOffset = offset;
    spanStart =
        before == null
            ? Long.MIN_VALUE
            : Math.max(local(before.getDateTimeBefore()), local(before.getDateTimeAfter()));
    spanEnd =
        after == null
            ? Long.MAX_VALUE
            : Math.min(local(after.getDateTimeBefore()), local(after.getDateTimeAfter()));
  }

  private void use(int newOffset) {
    if (newOffset != offset) {
      offset = newOffset;
      offsetMinutes = Math.floorDiv(newOffset, 60);
    }
  }

  private static LocalDateTime at(long localSecond) {
    return LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC);
  }

  private static long local(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC);
  }
}
