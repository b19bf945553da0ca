package io.healthtrack.bench.pipeline;

import io.healthtrack.schemas.serde.UuidSerializer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * People whose watches send what they measured since they sent last: twenty moments, one second
 * apart where everybody has his turn every twenty seconds. One request in a hundred is sent again
 * (a phone that did not hear the answer), one in ten ends with a heart that is too fast, one in a
 * hundred holds a value that cannot be. Safe for use by several threads.
 */
final class Crowd {

  /** Readings a second of one person. */
  static final int READINGS_EACH = Watch.METRICS.length;

  private static final int AGAIN_EVERY = 100;
  private static final int AGAIN_AFTER = 40;
  private static final int BREACH_EVERY = 10;
  private static final int IMPLAUSIBLE_EVERY = 100;
  private static final long SECOND = 1_000_000;
  private static final int FIRST_PROBE = 90_000;

  private final List<Integer> probes = probes();
  private final Batch[] recent = new Batch[AGAIN_AFTER];
  private long[] sentUntil = new long[0];
  private long requests;
  private int turn;

  /** Somebody in each partition, so that a partition that lags is seen. */
  private static List<Integer> probes() {
    List<Integer> probes = new ArrayList<>();
    for (int number = FIRST_PROBE; probes.size() < Installation.PARTITIONS; number++) {
      byte[] key = UuidSerializer.bytes(Watch.user(number));
      if (Utils.toPositive(Utils.murmur2(key)) % Installation.PARTITIONS == probes.size()) {
        probes.add(number);
      }
    }
    return probes;
  }

  /** Who carries what is looked for. */
  List<Integer> probed() {
    return probes;
  }

  /** From now on so many people wear a watch; those who wore one before stay what they were. */
  synchronized void become(int people) {
    long[] grown = new long[people];
    System.arraycopy(sentUntil, 0, grown, 0, Math.min(people, sentUntil.length));
    sentUntil = grown;
  }

  /** The next request, due at a moment in microseconds since the epoch. */
  synchronized Batch next(long due) {
    long number = requests++;
    int place = (int) (number % AGAIN_AFTER);
    if (number % AGAIN_EVERY == AGAIN_EVERY - 1 && recent[place] != null) {
      return recent[place].repeated();
    }
    turn = (turn + 1) % sentUntil.length;
    long before = sentUntil[turn];
    long step = Math.min(SECOND, (due - before) / Batch.MOMENTS);
    Batch batch =
        new Batch(
            turn,
            due - (Batch.MOMENTS - 1) * step,
            step,
            number % BREACH_EVERY == 0,
            number % IMPLAUSIBLE_EVERY == 1,
            probes.get((int) (number % probes.size())),
            due,
            false);
    sentUntil[turn] = due;
    recent[place] = batch;
    return batch;
  }
}
