package io.healthtrack.processors.thresholds;

import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes the records of events, and says which topics they go to. */
final class AlertEvents {

  private static final UUID EPISODES = UUID.fromString("3d1a8f0e-52c4-5f6b-9d0b-6f1f2f3e4a01");
  private static final UUID EVENTS = UUID.fromString("3d1a8f0e-52c4-5f6b-9d0b-6f1f2f3e4a02");

  private AlertEvents() {}

  static UUID episode(UUID rule, UUID user, long openedAt) {
    return NameBasedUuid.in(EPISODES).add(rule).add(user).add(openedAt).build();
  }

  /**
   * The severities whose topics an event goes to. What is known from old data goes to info; a
   * change goes to the old and the new topic, so that who reads one of them learns of it.
   */
  static Set<Severity> topics(Event event) {
    Set<Severity> topics = new LinkedHashSet<>();
    Severity before = event.before() == null ? event.state().severity() : event.before();
    topics.add(event.wasRetrospective() ? Severity.INFO : before);
    topics.add(event.state().retrospective() ? Severity.INFO : event.state().severity());
    return topics;
  }

  /**
   * @param judged the rule and what it made of the reading, {@code null} if it is not in force
   */
  static AlertEvent record(
      Event event, Judged judged, Reading reading, Duration validFor, Instant now) {
    RuleState state = event.state();
    Signal signal = judged == null ? null : judged.signal();
    AlertEvent alert =
        of(event, judged == null ? null : judged.rule().version(), reading.getUserId());
    alert.setTenant(reading.getTenant());
    alert.setMetric(reading.getMetric());
    alert.setReceivedAt(reading.getReceivedAt());
    alert.setEvaluatedAt(now);
    alert.setValidUntil(reading.getReceivedAt().plus(validFor));
    alert.setUnit(signal == null ? reading.getUnit() : signal.unit());
    alert.setDeviceId(reading.getDeviceId());
    if (event.kind().equals("no-data")) {
      // It speaks of silence, not of the reading that ended it.
      alert.setValue(state.extreme());
      return alert;
    }
    alert.setReadingId(reading.getReadingId());
    if (signal != null && signal.known()) {
      alert.setValue(signal.value());
      alert.setComparator(signal.comparator());
      alert.setEvidence(signal.evidence());
    } else {
      alert.setValue(state.extreme());
    }
    return alert;
  }

  /**
   * What a command did: no reading caused it, so it was received when it was asked.
   *
   * @param rule the version that judged, {@code null} if the rule is gone
   */
  static AlertEvent record(
      Event event,
      RuleVersion rule,
      AlertCommand command,
      Metric metric,
      UUID device,
      Duration validFor,
      Instant now) {
    AlertEvent alert = of(event, rule, command.getUserId());
    alert.setTenant(command.getTenant());
    alert.setMetric(metric.code());
    alert.setReceivedAt(command.getAskedAt());
    alert.setEvaluatedAt(now);
    alert.setValidUntil(command.getAskedAt().plus(validFor));
    alert.setUnit(unit(rule, metric));
    alert.setDeviceId(device);
    alert.setValue(event.state().extreme());
    alert.setAcknowledgedBy(command.getAskedBy());
    alert.setCommandId(command.getCommandId());
    return alert;
  }

  /**
   * What the clock did: no reading caused it, so it was received when the clock said so.
   *
   * @param rule that judged, {@code null} if it is not in force any more
   * @param signal what was held against the limit, {@code null} for none
   * @param probe whose, and when
   */
  static AlertEvent byTheClock(
      Event event,
      Rule rule,
      Signal signal,
      Reading probe,
      Metric metric,
      Duration validFor,
      Instant now) {
    RuleVersion version = rule == null ? null : rule.version();
    AlertEvent alert = of(event, version, probe.getUserId());
    alert.setTenant(probe.getTenant());
    alert.setMetric(metric.code());
    alert.setReceivedAt(probe.getReceivedAt());
    alert.setEvaluatedAt(now);
    alert.setValidUntil(probe.getReceivedAt().plus(validFor));
    alert.setUnit(unit(version, metric));
    alert.setValue(signal == null ? event.state().extreme() : signal.value());
    if (signal != null) {
      alert.setEvidence(signal.evidence());
    }
    return alert;
  }

  private static AlertEvent of(Event event, RuleVersion rule, UUID user) {
    RuleState state = event.state();
    AlertEvent alert = new AlertEvent();
    UUID episode = episode(state.rule(), user, state.since());
    alert.setEpisodeId(episode);
    alert.setEventId(NameBasedUuid.in(EVENTS).add(episode).add((long) state.revision()).build());
    alert.setUserId(user);
    alert.setRevision(state.revision());
    alert.setEvent(event.kind());
    alert.setSeverity(state.severity().code());
    alert.setPreviousSeverity(event.before() == null ? null : event.before().code());
    alert.setRuleId(state.rule());
    alert.setRuleVersion(state.version());
    alert.setRuleName(rule == null ? "" : rule.getName());
    alert.setRuleKind(rule == null ? "limit" : rule.getKind());
    alert.setEvidence(List.of());
    alert.setPage(event.page());
    alert.setRetrospective(state.retrospective());
    alert.setOpenedAt(EventTime.instant(state.since()));
    alert.setMeasuredAt(EventTime.instant(event.measuredAt()));
    alert.setLimit(rule == null ? 0.0 : crossed(rule, state));
    alert.setBreachingReadings(state.breaching());
    alert.setMostExtreme(state.extreme());
    if (state.attention().silenced()) {
      alert.setSilencedUntil(EventTime.instant(state.attention().quietUntil()));
    }
    return alert;
  }

  private static String unit(RuleVersion rule, Metric metric) {
    return rule == null
        ? metric.unit()
        : RuleKind.of(rule.getKind())
            .map(kind -> kind.unit(rule, metric.unit()))
            .orElse(metric.unit());
  }

  private static double crossed(RuleVersion rule, RuleState state) {
    if (rule.getAbsentSeconds() > 0) {
      return rule.getAbsentSeconds();
    }
    Double above = rule.getAbove();
    Double below = rule.getBelow();
    if (state.course().raised()) {
      above = rule.getEscalateAbove() == null ? above : rule.getEscalateAbove();
      below = rule.getEscalateBelow() == null ? below : rule.getEscalateBelow();
    }
    Double side = state.above() ? above : below;
    Double other = state.above() ? below : above;
    return side != null ? side : other == null ? 0.0 : other;
  }
}
