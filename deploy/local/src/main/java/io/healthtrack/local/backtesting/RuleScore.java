package io.healthtrack.local.backtesting;

import io.healthtrack.processors.backtest.Episode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What one rule did. Episodes come person by person. */
final class RuleScore {
  private final Durations durations = new Durations();
  private UUID person;
  private long episodes;
  private long open;
  private long pages;
  private long people;

  void add(Episode episode) {
    episodes++;
    open += episode.open() ? 1 : 0;
    pages += episode.pages();
    durations.add(episode.duration());
    if (!episode.user().equals(person)) {
      person = episode.user();
      people++;
    }
  }

  long episodes() {
    return episodes;
  }

  long pages() {
    return pages;
  }

  /** Episodes that had not ended with the last reading. */
  long open() {
    return open;
  }

  /** People with an episode. */
  long people() {
    return people;
  }

  Durations durations() {
    return durations;
  }

  /**
   * For JSON.
   *
   * @param personDays for rates; of zero there are none
   * @param watched people with readings of the rule's metric
   */
  Map<String, Object> document(long personDays, long watched) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("episodes", episodes);
    document.put("still_open", open);
    document.put("pages", pages);
    document.put("episodes_per_person_day", ratio(episodes, personDays));
    document.put("pages_per_person_day", ratio(pages, personDays));
    document.put("median_seconds", durations.median().toMillis() / 1_000.0);
    document.put("longest_seconds", durations.longest().toMillis() / 1_000.0);
    document.put("people", people);
    document.put("share_of_people", ratio(people, watched));
    return document;
  }

  static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
