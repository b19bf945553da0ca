package io.healthtrack.processors.thresholds;

import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An episode that has not ended, as its series' state knows it: further on than its last event.
 *
 * @param id as in its events
 * @param newest when the series' newest reading was measured
 * @param breaching readings that breached so far
 * @param extreme the furthest value beyond the limit so far
 */
public record OpenEpisode(UUID id, Instant newest, long breaching, double extreme) {

  /**
   * The open episodes of a series.
   *
   * @param stored what the engine put under the series' key
   */
  public static List<OpenEpisode> of(UUID user, byte[] stored) {
    SeriesEpisodes series = SeriesEpisodes.read(stored);
    return series.states().stream()
        .filter(RuleState::open)
        .map(
            state ->
                new OpenEpisode(
                    AlertEvents.episode(state.rule(), user, state.since()),
                    EventTime.instant(series.newest()),
                    state.breaching(),
                    state.extreme()))
        .toList();
  }
}
