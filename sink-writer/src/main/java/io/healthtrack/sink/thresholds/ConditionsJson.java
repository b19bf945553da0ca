package io.healthtrack.sink.thresholds;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.avro.RuleCondition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The conditions of a composite rule, as the database keeps them. */
final class ConditionsJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private ConditionsJson() {}

  static String of(List<RuleCondition> conditions) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartArray();
      for (RuleCondition condition : conditions) {
        json.writeStartObject();
        json.writeStringField("metric", condition.getMetric());
        if (condition.getAbove() != null) {
          json.writeNumberField("above", condition.getAbove());
        }
        if (condition.getBelow() != null) {
          json.writeNumberField("below", condition.getBelow());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return text.toString();
  }
}
