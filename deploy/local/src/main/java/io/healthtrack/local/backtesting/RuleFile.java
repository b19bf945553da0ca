package io.healthtrack.local.backtesting;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.local.door.RuleDocument;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.processors.registry.decisions.Outcome;
import io.healthtrack.processors.registry.decisions.Rules;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A list of rules, each as {@code PUT /v1/thresholds/{id}} takes it and with its {@code id}. What
 * the registry would refuse is refused here, with the registry's own words.
 */
public final class RuleFile {

  private final Path file;
  private final String tenant;
  private final MetricCatalogue catalogue;

  private RuleFile(Path file, String tenant, MetricCatalogue catalogue) {
    this.file = file;
    this.tenant = tenant;
    this.catalogue = catalogue;
  }

  /** The rules of a file. */
  public static RuleSet read(Path file, String tenant, MetricCatalogue catalogue) {
    return new RuleFile(file, tenant, catalogue).read();
  }

  /** Rules as a file of them. */
  public static List<Object> document(RuleSet set) {
    List<Object> documents = new ArrayList<>();
    set.rules()
        .forEach(
            (id, rule) -> {
              Map<String, Object> document = new LinkedHashMap<>();
              document.put("id", id.toString());
              document.putAll(RuleDocument.write(rule));
              documents.add(document);
            });
    return documents;
  }

  private RuleSet read() {
    Map<UUID, RuleVersion> rules = new LinkedHashMap<>();
    List<Object> documents = documents();
    for (int place = 0; place < documents.size(); place++) {
      if (!(documents.get(place) instanceof Map<?, ?> fields)) {
        throw new UserError(
            "%s: rule %d must be a JSON object such as %s"
                .formatted(file.getFileName(), place + 1, example()));
      }
      Map<String, Object> document = new LinkedHashMap<>();
      fields.forEach((name, value) -> document.put(String.valueOf(name), value));
      String whose = "%s: rule %d%s".formatted(file.getFileName(), place + 1, name(document));
      UUID id = id(document, whose);
      if (rules.put(id, rule(id, document, whose)) != null) {
        throw new UserError(whose + ": `id` stands twice in the file; give each rule its own");
      }
    }
    if (rules.isEmpty()) {
      throw new UserError(file.getFileName() + " holds no rule; write " + example());
    }
    return new RuleSet(rules);
  }

  private List<Object> documents() {
    try {
      return Json.list(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new UserError("there is no file " + file, e);
    } catch (JsonProcessingException e) {
      throw new UserError(
          "%s is not valid JSON (line %d, column %d)"
              .formatted(
                  file.getFileName(), e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new UserError(
          "%s must be a JSON list of rules in UTF-8, such as %s"
              .formatted(file.getFileName(), example()),
          e);
    }
  }

  private UUID id(Map<String, Object> document, String whose) {
    if (!(document.remove("id") instanceof String text)) {
      throw new UserError(
          whose
              + ": `id` is missing; write the id of the rule it is to replace, or a new one such as"
              + " ward|heart-rate-high");
    }
    try {
      // As the gateway makes it.
      return SubjectIdentity.deviceFrom(tenant, text.indexOf('|') < 0 ? text : "rule:" + text);
    } catch (IllegalArgumentException e) {
      throw new UserError(whose + ": `id`: " + e.getMessage(), e);
    }
  }

  private RuleVersion rule(UUID id, Map<String, Object> document, String whose) {
    try {
      Object user = document.remove("user");
      RuleVersion rule = RuleDocument.read(document);
      if (user != null) {
        rule.setUserId(SubjectIdentity.userFrom(tenant, user.toString()));
      }
      if (rule.getName().isEmpty()) {
        rule.setName(rule.getMetric());
      }
      for (String field : List.of("metric", "severity")) {
        if (document.get(field) == null) {
          throw new IllegalArgumentException("`%s` is missing".formatted(field));
        }
      }
      refuseWhatTheRegistryRefuses(id, rule);
      return rule;
    } catch (IllegalArgumentException e) {
      throw new UserError(whose + ": " + e.getMessage(), e);
    }
  }

  private void refuseWhatTheRegistryRefuses(UUID id, RuleVersion rule) {
    RegistryCommand command =
        RegistryCommand.newBuilder()
            .setCommandId(UUID.randomUUID())
            .setSubjectId(id)
            .setTenant(tenant)
            .setKind("put-threshold")
            .setRule(rule)
            .build();
    ThresholdRule answer = Rules.put(null, command, Instant.now(), catalogue::byCode);
    if (!answer.getOutcome().equals(Outcome.APPLIED)) {
      throw new IllegalArgumentException(answer.getOutcomeDetail());
    }
  }

  private static String name(Map<String, Object> document) {
    return document.get("name") instanceof String name ? " (" + name + ")" : "";
  }

  private static String example() {
    return "[{\"id\": \"ward|heart-rate-high\", \"metric\": \"heart-rate\", \"severity\":"
        + " \"warning\", \"above\": 120}]";
  }
}
