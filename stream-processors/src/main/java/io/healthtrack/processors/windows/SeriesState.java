package io.healthtrack.processors.windows;

import io.healthtrack.processors.series.Codec;
import io.healthtrack.schemas.windows.WindowLength;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of one metric of one person beside the windows themselves: the clock of each source,
 * which hours the store holds, and which it held once. An hour that was let go is never begun
 * again, because what it held is no longer known here; so that this stays small, hours between two
 * such stretches may be taken for let go too.
 */
final class SeriesState {

  private static final byte LAYOUT = 1;
  private static final int SOURCES = 16;
  private static final int STRETCHES = 8;
  private static final long HOUR = WindowLength.HOUR.micros();

  private record Clock(long source, long time) {}

  /** Hours let go, the first and the last. */
  private record Stretch(long first, long last) {}

  private final List<Clock> clocks = new ArrayList<>();
  // The one touched last is at the end.
  private final List<Long> held = new ArrayList<>();
  private final List<Stretch> gone = new ArrayList<>();
  private String tenant = "default";

  /** How it is stored. */
  static final Codec<SeriesState> CODEC =
      new Codec<>() {
        @Override
        public SeriesState read(byte[] key, byte[] stored) {
          return SeriesState.read(stored);
        }

        @Override
        public byte[] write(SeriesState value) {
          return value.write();
        }
      };

  private static SeriesState read(byte[] stored) {
    SeriesState state = new SeriesState();
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    byte layout = bytes.get();
    if (layout != LAYOUT) {
      throw new IllegalStateException("series are stored in layout " + layout);
    }
    for (int i = bytes.get(); i > 0; i--) {
      state.clocks.add(new Clock(bytes.getLong(), bytes.getLong()));
    }
    for (int i = bytes.get(); i > 0; i--) {
      state.held.add(bytes.getLong());
    }
    for (int i = bytes.get(); i > 0; i--) {
      state.gone.add(new Stretch(bytes.getLong(), bytes.getLong()));
    }
    byte[] name = new byte[bytes.remaining()];
    bytes.get(name);
    state.tenant = new String(name, StandardCharsets.UTF_8);
    return state;
  }

  private byte[] write() {
    byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(
            4 + (2 * clocks.size() + held.size() + 2 * gone.size()) * Long.BYTES + name.length);
    bytes.put(LAYOUT).put((byte) clocks.size());
    clocks.forEach(clock -> bytes.putLong(clock.source()).putLong(clock.time()));
    bytes.put((byte) held.size());
    held.forEach(bytes::putLong);
    bytes.put((byte) gone.size());
    gone.forEach(stretch -> bytes.putLong(stretch.first()).putLong(stretch.last()));
    return bytes.put(name).array();
  }

  void tenant(String newer) {
    tenant = newer;
  }

  String tenant() {
    return tenant;
  }

  /** A source's clock; the smallest number there is for one that is new or long forgotten. */
  long clock(long source) {
    for (Clock clock : clocks) {
      if (clock.source() == source) {
        return clock.time();
      }
    }
    return Long.MIN_VALUE;
  }

  /** Whether a source is past a moment; one that others have crowded out is. */
  boolean isPast(long source, long moment) {
    for (Clock clock : clocks) {
      if (clock.source() == source) {
        return clock.time() >= moment;
      }
    }
    return true;
  }

  /** Moves a source's clock. It never goes back. */
  void advance(long source, long time) {
    if (!clocks.isEmpty() && clocks.getLast().source() == source) {
      clocks.set(clocks.size() - 1, new Clock(source, time));
      return;
    }
    clocks.removeIf(clock -> clock.source() == source);
    clocks.add(new Clock(source, time));
    if (clocks.size() > SOURCES) {
      clocks.removeFirst();
    }
  }

  boolean holds(long hour) {
    return held.contains(hour);
  }

  boolean wasLetGo(long hour) {
    for (Stretch stretch : gone) {
      if (stretch.first() <= hour && hour <= stretch.last()) {
        return true;
      }
    }
    return false;
  }

  /** Keeps an hour as the one touched last. */
  void touch(long hour) {
    if (held.isEmpty() || held.getLast() != hour) {
      held.remove((Long) hour);
      held.add(hour);
    }
  }

  /** The hour touched longest ago where more than so many are held; null otherwise. */
  Long tooMany(int most) {
    return held.size() > most ? held.getFirst() : null;
  }

  void letGo(long hour) {
    held.remove((Long) hour);
    long first = hour;
    long last = hour;
    List<Stretch> apart = new ArrayList<>();
    for (Stretch stretch : gone) {
      if (stretch.first() <= last + HOUR && stretch.last() >= first - HOUR) {
        first = Math.min(first, stretch.first());
        last = Math.max(last, stretch.last());
      } else {
        apart.add(stretch);
      }
    }
    apart.add(new Stretch(first, last));
    apart.sort((a, b) -> Long.compare(a.first(), b.first()));
    if (apart.size() > STRETCHES) {
      joinNearest(apart);
    }
    gone.clear();
    gone.addAll(apart);
    // An hour between two stretches that were joined may still be held; it stays ours.
  }

  private static void joinNearest(List<Stretch> stretches) {
    int nearest = 0;
    for (int i = 1; i < stretches.size() - 1; i++) {
      if (gap(stretches, i) < gap(stretches, nearest)) {
        nearest = i;
      }
    }
    Stretch later = stretches.remove(nearest + 1);
    stretches.set(nearest, new Stretch(stretches.get(nearest).first(), later.last()));
  }

  private static long gap(List<Stretch> stretches, int before) {
    return stretches.get(before + 1).first() - stretches.get(before).last();
  }
}
