package io.healthtrack.processors.validation;

import io.healthtrack.avro.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for devices whose clock is wrong: by how much measuring and arrival differ.
 *
 * <p>Late arrival alone proves nothing, because a phone may sync once a day. What a wrong clock
 * shows is an offset that stays the same over many arrivals; and whatever is measured after it
 * arrived. So the smallest and the largest delay of the last hour are kept, of devices only that
 * have nothing but unusual ones. It is an estimate for people, on the heap: a restart begins anew.
 */
final class ClockQuality {

  private static final Logger log = LoggerFactory.getLogger(ClockQuality.class);
  private static final Duration LOOK = Duration.ofHours(1);
  private static final long AHEAD_MILLIS = Duration.ofSeconds(30).toMillis();
  private static final long BEHIND_MILLIS = Duration.ofMinutes(5).toMillis();
  private static final long STEADY_MILLIS = Duration.ofMinutes(2).toMillis();
  private static final long LONG_ENOUGH_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int ARRIVALS = 5;
  private static final int SUSPECTS = 1_024;
  private static final int NAMED = 20;

  private final Map<UUID, Suspect> suspects = new HashMap<>();
  private final Counter[] found = new Counter[2];
  private final DistributionSummary[] skews = new DistributionSummary[2];

  ClockQuality(MeterRegistry meters) {
    for (int i = 0; i < 2; i++) {
      String direction = i == 0 ? "ahead" : "behind";
      found[i] =
          Counter.builder("healthtrack.streams.clocks.wrong")
              .description("Devices with a wrong clock, each counted once an hour")
              .tag("direction", direction)
              .register(meters);
      skews[i] =
          DistributionSummary.builder("healthtrack.streams.clock.skew")
              .description("By how much the clocks of such devices are wrong")
              .baseUnit("seconds")
              .tag("direction", direction)
              .register(meters);
    }
  }

  void schedule(ProcessingContext context) {
    context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, now -> look());
  }

  /** Takes note of a reading that arrived for the first time. */
  void observe(Reading reading) {
    UUID device = reading.getDeviceId();
    if (device == null) {
      return;
    }
    long received = reading.getReceivedAt().toEpochMilli();
    long delay = received - reading.getMeasuredAt().toEpochMilli();
    if (delay >= -AHEAD_MILLIS && delay <= BEHIND_MILLIS) {
      if (!suspects.isEmpty()) {
        suspects.remove(device);
      }
      return;
    }
    Suspect suspect = suspects.get(device);
    if (suspect != null) {
      suspect.add(delay, received);
    } else if (suspects.size() < SUSPECTS) {
      suspects.put(device, new Suspect(delay, received));
    }
  }

  private void look() {
    List<Map.Entry<UUID, Suspect>> wrong =
        suspects.entrySet().stream().filter(suspect -> suspect.getValue().wrong()).toList();
    for (Map.Entry<UUID, Suspect> suspect : wrong) {
      int direction = suspect.getValue().ahead() ? 0 : 1;
      found[direction].increment();
      skews[direction].record(suspect.getValue().skewMillis() / 1e3);
    }
    wrong.stream()
        .sorted(Comparator.comparingLong(it -> -it.getValue().skewMillis()))
        .limit(NAMED)
        .forEach(
            it ->
                log.warn(
                    "the clock of device {} is about {} {}",
                    it.getKey(),
                    ClockSkew.words(Duration.ofMillis(it.getValue().skewMillis())),
                    it.getValue().ahead() ? "ahead" : "behind"));
    suspects.clear();
  }

  private static final class Suspect {
    private final long first;
    private long last;
    private long smallest;
    private long largest;
    private int arrivals = 1;

    Suspect(long delay, long received) {
      first = received;
      last = received;
      smallest = delay;
      largest = delay;
    }

    void add(long delay, long received) {
      smallest = Math.min(smallest, delay);
      largest = Math.max(largest, delay);
      if (received != last) {
        arrivals++;
        last = received;
      }
    }

    boolean ahead() {
      return smallest < -AHEAD_MILLIS;
    }

    boolean wrong() {
      return ahead()
          || (arrivals >= ARRIVALS
              && last - first >= LONG_ENOUGH_MILLIS
              && largest - smallest <= STEADY_MILLIS);
    }

    /** The smallest delay is the one least spoilt by the way. */
    long skewMillis() {
      return Math.abs(smallest);
    }
  }
}
