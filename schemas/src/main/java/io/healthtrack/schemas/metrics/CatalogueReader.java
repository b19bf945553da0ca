package io.healthtrack.schemas.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns the catalogue file into metrics; every complaint names the metric and the field. */
final class CatalogueReader {

  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "code",
          "display",
          "kind",
          "unit",
          "low",
          "high",
          "max_gap",
          "loinc",
          "accepted",
          "ages",
          "categories",
          "bins");

  List<Metric> read(InputStream json) throws IOException {
    List<Metric> metrics = new ArrayList<>();
    JsonFields root = new JsonFields("catalogue", JsonTree.read(json));
    for (JsonFields entry : root.objects("metrics")) {
      metrics.add(metric(entry.named("metric " + entry.text("code"))));
    }
    return metrics;
  }

  private static Metric metric(JsonFields entry) {
    entry.refuseOthersThan(FIELDS);
    return new Metric(
        entry.text("code"),
        id(entry),
        entry.text("display"),
        kind(entry),
        entry.text("unit"),
        accepted(entry),
        loinc(entry),
        entry.number("low"),
        entry.number("high"),
        maxGap(entry),
        bins(entry),
        ages(entry),
        categories(entry));
  }

  private static short id(JsonFields entry) {
    double id = entry.number("id");
    if (id != (short) id) {
      throw entry.problem("id", "must be a small whole number");
    }
    return (short) id;
  }

  private static MetricKind kind(JsonFields entry) {
    try {
      return MetricKind.valueOf(entry.text("kind").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw entry.problem("kind", "must be instant, interval, cumulative or categorical", e);
    }
  }

  private static Duration maxGap(JsonFields entry) {
    try {
      return Duration.parse(entry.text("max_gap"));
    } catch (DateTimeParseException e) {
      throw entry.problem("max_gap", "must be a duration such as PT10M", e);
    }
  }

  private static List<AcceptedUnit> accepted(JsonFields entry) {
    List<AcceptedUnit> units = new ArrayList<>();
    for (JsonFields unit : entry.objects("accepted")) {
      unit.refuseOthersThan(Set.of("unit", "factor", "offset"));
      try {
        units.add(
            new AcceptedUnit(
                unit.text("unit"), unit.number("factor", 1), unit.number("offset", 0)));
      } catch (IllegalArgumentException e) {
        throw entry.problem("accepted", e.getMessage(), e);
      }
    }
    return units;
  }

  private static List<Loinc> loinc(JsonFields entry) {
    List<Loinc> terms = new ArrayList<>();
    for (JsonFields term : entry.objects("loinc")) {
      term.refuseOthersThan(Set.of("code", "name"));
      try {
        terms.add(new Loinc(term.text("code"), term.text("name")));
      } catch (IllegalArgumentException e) {
        throw entry.problem("loinc", e.getMessage(), e);
      }
    }
    return terms;
  }

  /** Either the edges themselves, or from, to and a count of equal bins. */
  private static List<Double> bins(JsonFields entry) {
    if (!entry.isObject("bins")) {
      return entry.numbers("bins");
    }
    JsonFields range = entry.object("bins");
    range.refuseOthersThan(Set.of("from", "to", "count"));
    double from = range.number("from");
    double width = range.number("to") - from;
    double count = range.number("count");
    if (!(count >= 1 && count <= 1000)) {
      throw entry.problem("bins", "count must lie between 1 and 1000");
    }
    List<Double> edges = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      edges.add(from + width * i / count);
    }
    return edges;
  }

  /** A band's own range where it says one, else that of everybody. */
  private static List<AgeBand> ages(JsonFields entry) {
    List<AgeBand> bands = new ArrayList<>();
    for (JsonFields band : entry.objects("ages")) {
      band.refuseOthersThan(Set.of("from", "until", "low", "high", "basis"));
      try {
        bands.add(
            new AgeBand(
                (int) band.number("from", 0),
                (int) band.number("until", AgeBand.OPEN),
                band.number("low", entry.number("low")),
                band.number("high", entry.number("high")),
                band.text("basis")));
      } catch (IllegalArgumentException e) {
        throw entry.problem("ages", e.getMessage(), e);
      }
    }
    return bands;
  }

  private static Map<Integer, String> categories(JsonFields entry) {
    Map<Integer, String> categories = new HashMap<>();
    JsonFields names = entry.object("categories");
    for (String number : names.names()) {
      try {
        categories.put(Integer.valueOf(number), names.text(number));
      } catch (NumberFormatException e) {
        throw entry.problem("categories", number + " is no whole number", e);
      }
    }
    return categories;
  }
}
