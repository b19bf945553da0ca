package io.healthtrack.schemas.documentation;

import io.healthtrack.schemas.metrics.AcceptedUnit;
import io.healthtrack.schemas.metrics.AgeBand;
import io.healthtrack.schemas.metrics.Loinc;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.topics.Cleanup;
import io.healthtrack.schemas.topics.Party;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicKey;
import io.healthtrack.schemas.topics.Topics;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Declarations as Markdown tables. */
final class Tables {

  private Tables() {}

  static String topics() {
    StringBuilder table = new StringBuilder();
    row(table, List.of("topic", "what", "key", "value", "kept", "written by", "read by"));
    row(table, List.of("---", "---", "---", "---", "---", "---", "---"));
    for (Topic topic : Topics.all()) {
      row(
          table,
          List.of(
              code(topic.name()),
              topic.purpose(),
              key(topic.key()),
              topic.value().getName(),
              kept(topic),
              parties(topic.writers()),
              parties(topic.readers())));
    }
    return table.toString();
  }

  static String metrics() {
    StringBuilder table = new StringBuilder();
    row(
        table,
        List.of("id", "metric", "what", "kind", "unit", "also", "plausible", "max gap", "LOINC"));
    row(table, List.of("--:", "---", "---", "---", "---", "---", "---", "---", "---"));
    for (Metric metric : MetricCatalogue.load().all()) {
      row(
          table,
          List.of(
              String.valueOf(metric.id()),
              code(metric.code()),
              metric.display(),
              metric.kind().code(),
              code(metric.unit()),
              join(metric.accepted().stream().map(AcceptedUnit::code).map(Tables::code).toList()),
              plausible(metric),
              metric.maxGap().toString(),
              join(metric.loinc().stream().map(Loinc::code).toList())));
    }
    return table.toString();
  }

  private static String plausible(Metric metric) {
    StringBuilder ranges = new StringBuilder(range(metric.low(), metric.high()));
    for (AgeBand band : metric.ages()) {
      ranges.append("; ").append(band.ages()).append(": ").append(range(band.low(), band.high()));
    }
    return ranges.toString();
  }

  private static String range(double low, double high) {
    return number(low) + " … " + number(high);
  }

  private static String kept(Topic topic) {
    long days = topic.retention().toDays();
    String duration = days + (days == 1 ? " day" : " days");
    return topic.cleanup() == Cleanup.COMPACT ? "newest per key, tombstones " + duration : duration;
  }

  private static String key(TopicKey key) {
    return switch (key) {
      case USER_ID -> "user id";
      case ID -> "id";
      case TEXT -> "text";
    };
  }

  private static String parties(Collection<Party> parties) {
    return join(parties.stream().sorted().map(Party::title).toList());
  }

  private static String join(List<String> parts) {
    return parts.stream().collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static void row(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
