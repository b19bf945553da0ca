package io.healthtrack.processors.thresholds;

/**
 * Something that happened to an episode.
 *
 * @param kind as in the event's record: opened, escalated, de-escalated, no-data, resumed,
 *     repeated, resolved, acknowledged, silenced, withdrawn
 * @param state of the episode after it
 * @param before the severity before, where it changed
 * @param wasRetrospective whether the episode was known from old data only, before it
 * @param measuredAt of the reading that caused it, or of the newest before it; microseconds
 * @param page whether someone is to be woken
 */
record Event(
    String kind,
    RuleState state,
    Severity before,
    boolean wasRetrospective,
    long measuredAt,
    boolean page) {

  Event with(RuleState newer) {
    return new Event(kind, newer, before, wasRetrospective, measuredAt, page);
  }
}
