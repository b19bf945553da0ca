package io.healthtrack.schemas.topics;

import static io.healthtrack.schemas.topics.Party.ADVICE_CONSUMER;
import static io.healthtrack.schemas.topics.Party.ALERT_CONSUMER;
import static io.healthtrack.schemas.topics.Party.EHR;
import static io.healthtrack.schemas.topics.Party.GATEWAY;
import static io.healthtrack.schemas.topics.Party.OPERATOR;
import static io.healthtrack.schemas.topics.Party.REGISTRY;
import static io.healthtrack.schemas.topics.Party.SINK;
import static io.healthtrack.schemas.topics.Party.THRESHOLDS;
import static io.healthtrack.schemas.topics.Party.VALIDATION;
import static io.healthtrack.schemas.topics.Party.VITALS;
import static io.healthtrack.schemas.topics.Party.WINDOWS;

import io.healthtrack.avro.Activity;
import io.healthtrack.avro.AlertCommand;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.Recommendation;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.Tally;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;

/** Every topic of HealthTrack. */
public final class Topics {

  /** Readings as accepted by the gateway. */
  public static final Topic READINGS_RAW =
      events("readings.raw", "Readings as accepted.", Reading.getClassSchema(), 7)
          // Operators send again what was quarantined.
          .writtenBy(GATEWAY, OPERATOR)
          .readBy(VALIDATION, OPERATOR);

  /** Checked readings in canonical units. */
  public static final Topic READINGS_VALID =
      events(
              "readings.valid",
              "Checked readings in canonical units, each fresh or unproven.",
              Reading.getClassSchema(),
              7)
          .writtenBy(VALIDATION)
          .readBy(WINDOWS, THRESHOLDS, VITALS, SINK, OPERATOR);

  /** Windows of readings. */
  public static final Topic READINGS_WINDOWS =
      events(
              "readings.windows",
              "Aggregates over 1 minute, 5 minutes and 1 hour, versioned.",
              ReadingWindow.getClassSchema(),
              7)
          .writtenBy(WINDOWS)
          .readBy(SINK, OPERATOR);

  /** Refused records with reason and original bytes. */
  public static final Topic READINGS_QUARANTINED =
      events(
              "readings.quarantined",
              "Refused records: reason, place of origin, original bytes.",
              QuarantinedReading.getClassSchema(),
              30)
          .writtenBy(VALIDATION, SINK)
          .readBy(SINK, OPERATOR);

  /** Episode events of critical rules. */
  public static final Topic ALERTS_CRITICAL = alerts("critical");

  /** Episode events of warning rules. */
  public static final Topic ALERTS_WARNING = alerts("warning");

  /** Episode events of informative rules, and retrospective ones of all rules. */
  public static final Topic ALERTS_INFO = alerts("info");

  /** What people do about episodes. */
  public static final Topic ALERTS_COMMANDS =
      events(
              "alerts.commands",
              "What people do about episodes: acknowledge, silence.",
              AlertCommand.getClassSchema(),
              7)
          .writtenBy(GATEWAY)
          .readBy(THRESHOLDS);

  /** Asked-for changes of the registry. */
  public static final Topic REGISTRY_COMMANDS =
      new Declaration(
              "registry.commands",
              "Asked-for changes, with the version they expect.",
              TopicKey.ID,
              RegistryCommand.getClassSchema(),
              Cleanup.DELETE,
              Duration.ofDays(7))
          .writtenBy(GATEWAY)
          .readBy(REGISTRY);

  /** People. */
  public static final Topic REGISTRY_USERS =
      registry("registry.users", "People.", TopicKey.USER_ID, User.getClassSchema());

  /** Devices and who wore them when. */
  public static final Topic REGISTRY_DEVICES =
      registry(
          "registry.devices",
          "Devices and who wore them when.",
          TopicKey.ID,
          Device.getClassSchema());

  /** What people permit and deny. */
  public static final Topic REGISTRY_CONSENTS =
      registry(
          "registry.consents",
          "What people permit and deny, with its history.",
          TopicKey.USER_ID,
          Consents.getClassSchema());

  /** Threshold rules with their history. */
  public static final Topic REGISTRY_THRESHOLDS =
      registry(
          "registry.thresholds",
          "Threshold rules with their history.",
          TopicKey.ID,
          ThresholdRule.getClassSchema());

  /** Who may use the gateway. */
  public static final Topic REGISTRY_CREDENTIALS =
      new Declaration(
              "registry.credentials",
              "Who may use the gateway, and for what. Hashes of secrets only.",
              TopicKey.ID,
              Credential.getClassSchema(),
              Cleanup.COMPACT,
              Duration.ofDays(7))
          .writtenBy(REGISTRY)
          .readBy(GATEWAY);

  /** Health records as accepted by the gateway. */
  public static final Topic EHR_SUBMITTED =
      events(
              "ehr.submitted",
              "Health records as accepted, free text encrypted.",
              EhrRecord.getClassSchema(),
              7)
          .writtenBy(GATEWAY)
          .readBy(EHR, OPERATOR);

  /** Checked health records. */
  public static final Topic EHR_RECORDS =
      events(
              "ehr.records",
              "Checked health records, every version, free text encrypted.",
              EhrRecord.getClassSchema(),
              7)
          .writtenBy(EHR)
          .readBy(SINK, OPERATOR);

  /** Refused health records with reason and original bytes. */
  public static final Topic EHR_QUARANTINED =
      events(
              "ehr.quarantined",
              "Refused health records: reason, place of origin, original bytes.",
              QuarantinedReading.getClassSchema(),
              30)
          .writtenBy(EHR, SINK)
          .readBy(SINK, OPERATOR);

  /** Advice to people. */
  public static final Topic RECOMMENDATIONS =
      events(
              "recommendations",
              "Advice to people who do not deny it, with what it rests on.",
              Recommendation.getClassSchema(),
              7)
          .writtenBy(SINK)
          .readBy(ADVICE_CONSUMER, OPERATOR);

  /** What happens around people. */
  public static final Topic ACTIVITY =
      events(
              "activity",
              "What happens around people beside readings, such as logins.",
              Activity.getClassSchema(),
              7)
          .writtenBy(GATEWAY)
          .readBy(SINK, OPERATOR);

  /** Cumulative counts of every stage. */
  public static final Topic AUDIT_TALLIES =
      new Declaration(
              "audit.tallies",
              "Cumulative counts of every stage, by source partition.",
              TopicKey.TEXT,
              Tally.getClassSchema(),
              Cleanup.COMPACT,
              Duration.ofDays(1))
          .writtenBy(VALIDATION, WINDOWS, THRESHOLDS, REGISTRY)
          .readBy(OPERATOR);

  private static final List<Topic> ALL =
      List.of(
          READINGS_RAW,
          READINGS_VALID,
          READINGS_WINDOWS,
          READINGS_QUARANTINED,
          ALERTS_CRITICAL,
          ALERTS_WARNING,
          ALERTS_INFO,
          ALERTS_COMMANDS,
          REGISTRY_COMMANDS,
          REGISTRY_USERS,
          REGISTRY_DEVICES,
          REGISTRY_CONSENTS,
          REGISTRY_THRESHOLDS,
          REGISTRY_CREDENTIALS,
          EHR_SUBMITTED,
          EHR_RECORDS,
          EHR_QUARANTINED,
          RECOMMENDATIONS,
          ACTIVITY,
          AUDIT_TALLIES);

  private Topics() {}

  /** Every topic, in the order of documentation. */
  public static List<Topic> all() {
    return ALL;
  }

  /**
   * The alert topic of a severity.
   *
   * @throws IllegalArgumentException unless it is critical, warning or info
   */
  public static Topic alertsOf(String severity) {
    return switch (severity) {
      case "critical" -> ALERTS_CRITICAL;
      case "warning" -> ALERTS_WARNING;
      case "info" -> ALERTS_INFO;
      default ->
          throw new IllegalArgumentException(
              "severity must be critical, warning or info: " + severity);
    };
  }

  private static Declaration events(String name, String purpose, Schema value, int days) {
    return new Declaration(
        name, purpose, TopicKey.USER_ID, value, Cleanup.DELETE, Duration.ofDays(days));
  }

  private static Topic alerts(String severity) {
    return events(
            "alerts." + severity,
            "Episode events of severity " + severity + ".",
            AlertEvent.getClassSchema(),
            90)
        .writtenBy(THRESHOLDS)
        .readBy(GATEWAY, ALERT_CONSUMER, SINK, OPERATOR);
  }

  private static Topic registry(String name, String purpose, TopicKey key, Schema value) {
    return new Declaration(name, purpose, key, value, Cleanup.COMPACT, Duration.ofDays(7))
        .writtenBy(REGISTRY)
        .readBy(GATEWAY, VALIDATION, WINDOWS, THRESHOLDS, VITALS, SINK);
  }
}
