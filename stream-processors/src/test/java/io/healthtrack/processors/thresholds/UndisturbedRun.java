package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What a rule makes of readings when nothing fails: what every other run is held against. */
public final class UndisturbedRun {

  private UndisturbedRun() {}

  /**
   * The lives of all critical episodes, each event as revision, kind and times.
   *
   * @param sent in the order of sending; what is sent again counts once
   */
  public static Map<UUID, List<String>> episodes(
      UUID rule, RuleVersion version, List<Reading> sent, Instant now) {
    try (ThresholdsRun run = new ThresholdsRun(now)) {
      RuleVersion always = RuleVersion.newBuilder(version).build();
      always.setFrom(Instant.EPOCH);
      run.rule(rule, always);
      Set<UUID> seen = new HashSet<>();
      for (Reading reading : sent) {
        if (seen.add(reading.getReadingId())) {
          run.send(reading);
        }
      }
      return lives(run.critical());
    }
  }

  /** The same of events found somewhere; an event that is there twice is there twice. */
  public static Map<UUID, List<String>> lives(List<AlertEvent> events) {
    Map<UUID, List<String>> lives = new TreeMap<>();
    for (AlertEvent event : events) {
      lives
          .computeIfAbsent(event.getEpisodeId(), id -> new ArrayList<>())
          .add(
              "%03d %s at %s, page %s, event %s"
                  .formatted(
                      event.getRevision(),
                      event.getEvent(),
                      event.getMeasuredAt(),
                      event.getPage(),
                      event.getEventId()));
    }
    lives.values().forEach(life -> life.sort(null));
    return lives;
  }
}
