package io.healthtrack.gateway.http;

import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.User;
import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People, devices, and threshold rules. */
final class RegistryEndpoints {

  private static final String USER_ID = "user_id";
  private static final String DEVICE_ID = "device_id";
  private static final String RULE_ID = "rule_id";

  /** FHIR's administrative genders. */
  private static final List<String> GENDERS = List.of("male", "female", "other", "unknown");

  private static final int OLDEST_BIRTH_YEAR = 1880;
  private static final int MOST_CONDITIONS = 50;
  private static final int LONGEST_CONDITION = 200;

  private final Changes changes;
  private final Directory directory;

  RegistryEndpoints(Changes changes, Directory directory) {
    this.changes = changes;
    this.directory = directory;
  }

  Answer putUser(Request request) {
    Subject subject = Subject.user(request);
    Fields fields = changes.fields(request);
    User user = User.newBuilder().setUserId(subject.id()).build();
    user.setIdentifiers(subject.with(fields.identifiers()));
    user.setTimeZone(fields.zone("time_zone"));
    user.setBirthYear(
        fields.whole("birth_year", OLDEST_BIRTH_YEAR, Year.now(ZoneOffset.UTC).getValue()));
    user.setSex(fields.oneOf("sex", GENDERS));
    user.setConditions(conditions(fields));
    RegistryCommand command = changes.command(request, "put-user", subject.id());
    command.setUser(user);
    boolean existed = directory.user(subject.id(), request.tenant()).isPresent();
    return changes.ask(command, USER_ID, existed, fields.ignored());
  }

  Answer getUser(Request request) {
    changes.requireReady();
    return found(
        request,
        directory.user(Subject.user(request).id(), request.tenant()).map(Documents::of),
        "no such person is registered");
  }

  Answer putDevice(Request request) {
    Subject subject = Subject.device(request);
    Fields fields = changes.fields(request);
    Device device = Device.newBuilder().setDeviceId(subject.id()).build();
    device.setIdentifiers(subject.with(fields.identifiers()));
    device.setModel(fields.text("model"));
    device.setFirmware(fields.text("firmware"));
    RegistryCommand command = changes.command(request, "put-device", subject.id());
    command.setDevice(device);
    boolean existed = directory.device(subject.id(), request.tenant()).isPresent();
    return changes.ask(command, DEVICE_ID, existed, fields.ignored());
  }

  Answer getDevice(Request request) {
    changes.requireReady();
    return found(
        request,
        directory.device(Subject.device(request).id(), request.tenant()).map(Documents::of),
        "no such device is registered");
  }

  /** Only a device that nobody ever wore goes; the registry says why another one stays. */
  Answer deleteDevice(Request request) {
    changes.requireReady();
    UUID device = Subject.device(request).id();
    if (directory.device(device, request.tenant()).isEmpty()) {
      throw Problem.notFound("no such device is registered").toException();
    }
    changes.ask(changes.command(request, "delete", device));
    return EntityTags.gone();
  }

  Answer putThreshold(Request request) {
    Subject subject = Subject.rule(request);
    Fields fields = changes.fields(request);
    RuleVersion rule = WantedRule.read(fields);
    String user = fields.text("user");
    rule.setUserId(user == null ? null : Subject.user(request, "user", user));
    fields.refuseUnknown();
    if (MetricCatalogue.load().byCode(rule.getMetric()).isEmpty()) {
      throw Problem.field(
              422,
              "unknown-metric",
              "metric",
              "no metric has this code; GET /v1/metrics lists them")
          .toException();
    }
    RegistryCommand command = changes.command(request, "put-threshold", subject.id());
    command.setRule(rule);
    boolean existed = directory.rule(subject.id(), request.tenant()).isPresent();
    return changes.ask(command, RULE_ID, existed, List.of());
  }

  Answer getThreshold(Request request) {
    changes.requireReady();
    return found(
        request,
        directory.rule(Subject.rule(request).id(), request.tenant()).map(Documents::of),
        "no such rule is registered");
  }

  /** The rule ends now; what it has been stays in the database. */
  Answer endThreshold(Request request) {
    changes.requireReady();
    UUID rule = Subject.rule(request).id();
    if (directory.rule(rule, request.tenant()).isEmpty()) {
      throw Problem.notFound("no such rule is registered").toException();
    }
    changes.ask(changes.command(request, "end-threshold", rule));
    return EntityTags.gone();
  }

  /** Health conditions, each once, as rules ask for them. */
  private static List<String> conditions(Fields fields) {
    List<String> conditions = fields.texts("conditions").stream().distinct().sorted().toList();
    boolean all = conditions.stream().allMatch(RegistryEndpoints::isCode);
    if (!all || conditions.size() > MOST_CONDITIONS) {
      throw Problem.field(
              422,
              "malformed",
              "conditions",
              "conditions must be at most %d codes, each as system|code and no longer than %d"
                  .formatted(MOST_CONDITIONS, LONGEST_CONDITION))
          .toException();
    }
    return conditions;
  }

  private static boolean isCode(String condition) {
    int bar = condition.lastIndexOf('|');
    return bar > 0 && bar < condition.length() - 1 && condition.length() <= LONGEST_CONDITION;
  }

  private static Answer found(Request request, Optional<Answer> entry, String absent) {
    return EntityTags.unlessKnown(
        request, entry.orElseThrow(() -> Problem.notFound(absent).toException()));
  }
}
