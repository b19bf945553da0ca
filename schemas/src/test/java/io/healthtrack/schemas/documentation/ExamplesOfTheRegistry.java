package io.healthtrack.schemas.documentation;

import static io.healthtrack.schemas.documentation.ExampleRecords.ANN;
import static io.healthtrack.schemas.documentation.ExampleRecords.COMMAND;
import static io.healthtrack.schemas.documentation.ExampleRecords.METRIC;
import static io.healthtrack.schemas.documentation.ExampleRecords.NEW_YEAR;
import static io.healthtrack.schemas.documentation.ExampleRecords.RULE;
import static io.healthtrack.schemas.documentation.ExampleRecords.WATCH;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consent;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.Identifier;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** What the registry knows in Ann's story, and a change somebody asks for. */
final class ExamplesOfTheRegistry {

  private ExamplesOfTheRegistry() {}

  static RegistryCommand command() {
    return RegistryCommand.newBuilder()
        .setCommandId(COMMAND)
        .setSubjectId(WATCH)
        .setKind("put-assignment")
        .setAskedAt(NEW_YEAR)
        .setExpectedVersion(1)
        .setAssignment(new Assignment(ANN, NEW_YEAR, null))
        .build();
  }

  static User user() {
    return User.newBuilder()
        .setUserId(ANN)
        .setIdentifiers(List.of(new Identifier("clinic", "ann")))
        .setTimeZone("Europe/London")
        .setBirthYear(1961)
        .setSex("female")
        .setChangedAt(NEW_YEAR)
        .build();
  }

  static Device device() {
    return Device.newBuilder()
        .setDeviceId(WATCH)
        .setIdentifiers(List.of(new Identifier("acme", "42")))
        .setModel("Acme Pulse 2")
        .setFirmware("1.4.0")
        .setAssignments(List.of(new Assignment(ANN, NEW_YEAR, null)))
        .setVersion(2)
        .setChangedAt(NEW_YEAR)
        .setCommandId(COMMAND)
        .build();
  }

  static Consents consents() {
    return Consents.newBuilder()
        .setUserId(ANN)
        .setConsents(List.of(new Consent("research", "deny", NEW_YEAR, null, null)))
        .setChangedAt(NEW_YEAR)
        .build();
  }

  static ThresholdRule rule() {
    return ThresholdRule.newBuilder()
        .setRuleId(RULE)
        .setVersions(
            List.of(
                RuleVersion.newBuilder()
                    .setVersion(1)
                    .setFrom(NEW_YEAR)
                    .setName("Fast heart")
                    .setMetric(METRIC)
                    .setSeverity("critical")
                    .setAbove(150.0)
                    .setHysteresis(5)
                    .setDwellSeconds(30)
                    .setResolveSeconds(60)
                    .setUserId(ANN)
                    .build()))
        .setChangedAt(NEW_YEAR)
        .build();
  }

  static Credential credential() {
    return Credential.newBuilder()
        .setCredentialId(UUID.fromString("3f0c6a0e-7f7c-4c53-9a39-0f8f3d3a9f11"))
        .setName("hub of ward 3")
        .setSecretHash(ByteBuffer.wrap(new byte[32]))
        .setScopes(List.of("readings:write"))
        .setCreatedAt(NEW_YEAR)
        .setReadingsPerSecond(500)
        .setChangedAt(NEW_YEAR)
        .build();
  }
}
