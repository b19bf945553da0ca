package io.healthtrack.processors.backtest;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.processors.thresholds.OpenEpisode;
import io.healthtrack.processors.thresholds.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Adds up the events of one person's episodes, and tells each episode once, when it is known. */
final class EpisodeLedger {

  private final Map<UUID, Running> running = new LinkedHashMap<>();
  private final Consumer<Episode> told;

  EpisodeLedger(Consumer<Episode> told) {
    this.told = told;
  }

  void take(AlertEvent event) {
    Running episode =
        running.computeIfAbsent(event.getEpisodeId(), id -> new Running(event)).after(event);
    if (event.getEvent().equals("resolved") || event.getEvent().equals("withdrawn")) {
      running.remove(event.getEpisodeId());
      told.accept(episode.as(false));
    }
  }

  /** What became of an open episode since its last event. */
  void standing(OpenEpisode standing) {
    Running episode = running.get(standing.id());
    if (episode != null) {
      episode.until = standing.newest();
      episode.breaching = standing.breaching();
      episode.extreme = standing.extreme();
    }
  }

  /** No more readings of the person: what is open stays open. */
  void finish() {
    running.values().forEach(episode -> told.accept(episode.as(true)));
    running.clear();
  }

  /** An episode so far. */
  private static final class Running {

    private final AlertEvent opening;
    private Severity worst = Severity.INFO;
    private Instant until;
    private int pages;
    private long breaching;
    private double extreme;

    Running(AlertEvent opening) {
      this.opening = opening;
    }

    Running after(AlertEvent event) {
      Severity severity = Severity.of(event.getSeverity());
      worst = severity.compareTo(worst) > 0 ? severity : worst;
      until = event.getMeasuredAt();
      pages += event.getPage() ? 1 : 0;
      breaching = event.getBreachingReadings();
      extreme = event.getMostExtreme();
      return this;
    }

    Episode as(boolean open) {
      return new Episode(
          opening.getEpisodeId(),
          opening.getRuleId(),
          opening.getUserId(),
          opening.getDeviceId(),
          opening.getMetric(),
          worst,
          opening.getOpenedAt(),
          opening.getMeasuredAt(),
          until,
          open,
          pages,
          breaching,
          extreme,
          opening.getUnit());
    }
  }
}
