package io.healthtrack.processors.thresholds;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.healthtrack.avro.RuleCondition;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.serde.TrustedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The rules that come with HealthTrack, each with its source. They are examples to begin with, not
 * medical advice: HealthTrack is not a medical device.
 */
public final class DefaultRules {

  private static final String FILE = "default-rules.json";
  private static final UUID NAMESPACE = UUID.fromString("3d1a8f0e-52c4-5f6b-9d0b-6f1f2f3e4a03");

  private DefaultRules() {}

  /**
   * A rule to put into the registry.
   *
   * @param id the same on every machine, so that putting it twice is putting it once
   * @param key its short name, such as heart-rate-high
   * @param rule its first version; the registry sets number and interval
   * @param source where the limit comes from
   */
  public record DefaultRule(UUID id, String key, RuleVersion rule, String source) {}

  /** Reads the rules. */
  public static List<DefaultRule> load() {
    TrustedRecords.install();
    List<DefaultRule> rules = new ArrayList<>();
    try (InputStream json = DefaultRules.class.getResourceAsStream(FILE);
        JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          rules.add(read(parser));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
    return List.copyOf(rules);
  }

  private static DefaultRule read(JsonParser parser) throws IOException {
    RuleVersion.Builder rule = RuleVersion.newBuilder().setVersion(1).setFrom(Instant.EPOCH);
    String key = "";
    String source = "";
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "key" -> key = parser.getText();
        case "source" -> source = parser.getText();
        case "name" -> rule.setName(parser.getText());
        case "metric" -> rule.setMetric(parser.getText());
        case "severity" -> rule.setSeverity(parser.getText());
        case "above" -> rule.setAbove(parser.getDoubleValue());
        case "below" -> rule.setBelow(parser.getDoubleValue());
        case "hysteresis" -> rule.setHysteresis(parser.getDoubleValue());
        case "dwell_seconds" -> rule.setDwellSeconds(parser.getIntValue());
        case "resolve_seconds" -> rule.setResolveSeconds(parser.getIntValue());
        case "kind" -> rule.setKind(parser.getText());
        case "window_seconds" -> rule.setWindowSeconds(parser.getIntValue());
        case "statistic" -> rule.setStatistic(parser.getText());
        case "baseline_days" -> rule.setBaselineDays(parser.getIntValue());
        case "conditions" -> rule.setConditions(conditions(parser));
        case "min_age" -> rule.setMinAge(parser.getIntValue());
        default -> throw new IllegalStateException(FILE + ": unknown field " + field);
      }
    }
    return new DefaultRule(NameBasedUuid.in(NAMESPACE).add(key).build(), key, rule.build(), source);
  }

  private static List<RuleCondition> conditions(JsonParser parser) throws IOException {
    List<RuleCondition> conditions = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      RuleCondition condition = new RuleCondition("", null, null);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "metric" -> condition.setMetric(parser.getText());
          case "above" -> condition.setAbove(parser.getDoubleValue());
          case "below" -> condition.setBelow(parser.getDoubleValue());
          default -> throw new IllegalStateException(FILE + ": unknown field " + field);
        }
      }
      conditions.add(condition);
    }
    return conditions;
  }
}
