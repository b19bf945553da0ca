package io.healthtrack.gateway.formats;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One data point on its way to be readings. */
final class OpenMHealthPoint {

  /** What a schema states, by the names of its properties, which no two schemas use differently. */
  private static final Map<String, String> METRICS =
      Map.ofEntries(
          Map.entry("heart_rate", "heart-rate"),
          Map.entry("respiratory_rate", "respiratory-rate"),
          Map.entry("oxygen_saturation", "oxygen-saturation"),
          Map.entry("body_temperature", "body-temperature"),
          Map.entry("blood_glucose", "blood-glucose"),
          Map.entry("systolic_blood_pressure", "systolic-pressure"),
          Map.entry("diastolic_blood_pressure", "diastolic-pressure"),
          Map.entry("body_weight", "weight"),
          Map.entry("body_height", "height"),
          Map.entry("body_mass_index", "bmi"),
          Map.entry("body_fat_percentage", "body-fat"),
          Map.entry("step_count", "steps"),
          Map.entry("kcal_burned", "energy"),
          Map.entry("minutes_moderate_activity", "moderate-activity-minutes"),
          Map.entry("sleep_duration", "sleep-duration"),
          Map.entry("total_sleep_time", "sleep-duration"));

  /** Schemas whose readings are called otherwise than the schema. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "calories-burned", "kcal_burned",
          "blood-pressure", "systolic_blood_pressure",
          "sleep-episode", "total_sleep_time");

  /** Sums, which mean something over an interval only. */
  private static final Set<String> SUMS =
      Set.of(
          "step_count",
          "kcal_burned",
          "minutes_moderate_activity",
          "sleep_duration",
          "total_sleep_time");

  /** What Open mHealth's schema descriptive-statistic lists. */
  private static final Set<String> STATISTICS =
      Set.of(
          "average",
          "count",
          "maximum",
          "median",
          "minimum",
          "standard deviation",
          "sum",
          "variance",
          "20th percentile",
          "80th percentile",
          "lower quartile",
          "upper quartile",
          "quartile deviation",
          "1st quintile",
          "2nd quintile",
          "3rd quintile",
          "4th quintile");

  private static final Map<String, Duration> DURATIONS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "sec", Duration.ofSeconds(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "wk", Duration.ofDays(7));

  private static final double LONGEST_SECONDS = Duration.ofDays(366).toSeconds();

  private final JsonObject header;
  private final JsonObject body;
  private final String schema;
  private final ReplyRow row;
  private final IsoTime times = new IsoTime();
  private Instant start;
  private Instant end;
  private Integer offsetMinutes;

  OpenMHealthPoint(JsonObject header, JsonObject body, String schema, ReplyRow row) {
    this.header = header;
    this.body = body;
    this.schema = schema;
    this.row = row;
  }

  void read() {
    if (body.has("activity_name") && !body.has("kcal_burned")) {
      row.skip(SkipReason.WORKOUT);
      return;
    }
    String missing = missingProperty();
    if (missing != null) {
      row.reject(
          RejectionCode.MISSING_FIELD, missing, missing + " is missing, which the schema requires");
      return;
    }
    List<String> stated = body.members().keySet().stream().filter(METRICS::containsKey).toList();
    if (stated.isEmpty()) {
      row.skip(SkipReason.NO_METRIC);
      return;
    }
    String statistic = body.text("descriptive_statistic");
    if (statistic != null && !STATISTICS.contains(statistic)) {
      row.reject(
          RejectionCode.MALFORMED,
          "descriptive_statistic",
          "descriptive_statistic is none of those that Open mHealth lists");
      return;
    }
    if (!readTime()) {
      return;
    }
    if (end == null && stated.stream().anyMatch(SUMS::contains)) {
      row.reject(
          RejectionCode.BAD_TIME,
          "effective_time_frame.date_time",
          "this is a sum: it needs a time_interval");
      return;
    }
    for (String property : stated) {
      readValue(property, stated.size() > 1);
    }
    row.end();
  }

  /** The property that the schema speaks of, where the body lacks it. */
  private String missingProperty() {
    String name = header.object("schema_id").text("name");
    if (name == null && schema != null) {
      // namespace:name:version, or name:version
      String[] parts = schema.split(":", -1);
      name = parts.length > 2 ? parts[1] : parts[0];
    }
    if (name == null) {
      return null;
    }
    String property = PROPERTIES.getOrDefault(name, name.replace('-', '_'));
    boolean ours = METRICS.containsKey(property) && !name.equals("sleep-episode");
    return ours && !body.has(property) ? property : null;
  }

  private void readValue(String property, boolean several) {
    JsonObject quantity = body.object(property);
    String unit = quantity.text("unit");
    if (body.hasNumber(property)) {
      // Step counts were a number without a unit before version 3.
      quantity = new JsonObject(Map.of("value", body.members().get(property)));
      unit = property.equals("step_count") ? "{steps}" : null;
    }
    switch (JsonQuantity.of(quantity, property, "sec".equals(unit) ? "s" : unit)) {
      case JsonQuantity.Fault fault -> row.refuse(fault.code(), fault.field(), fault.message());
      case JsonQuantity.Value value -> row.add(draft(value, METRICS.get(property), several));
    }
  }

  private ReadingDraft draft(JsonQuantity.Value quantity, String metric, boolean several) {
    String id = ReplyRow.name(header.firstText(List.of("id", "uuid")));
    String base = id == null ? null : OpenMHealth.NAME + "|" + id;
    return new ReadingDraft(
        base == null ? null : base + (several ? "#" + metric : ""),
        null,
        user(),
        metric,
        quantity.number(),
        quantity.comparator(),
        quantity.unit(),
        start,
        end,
        offsetMinutes,
        0,
        ReadingDraft.FINAL,
        body.text("descriptive_statistic"),
        modality(),
        several ? (base == null ? OpenMHealth.NAME + "|" + start : base) : null,
        null);
  }

  /** A bare name gets a system, as everybody's identifiers have one. */
  private String user() {
    String user = ReplyRow.name(header.text("user_id"));
    return user == null || user.indexOf('|') >= 0 ? user : OpenMHealth.NAME + "|" + user;
  }

  private String modality() {
    String stated = header.text("modality");
    if (stated == null) {
      stated = header.object("acquisition_provenance").text("modality");
    }
    return Words.MODALITIES.contains(String.valueOf(stated)) ? stated : null;
  }

  private boolean readTime() {
    JsonObject frame = body.object("effective_time_frame");
    JsonObject interval = frame.object("time_interval");
    if (frame.has("date_time")) {
      start = time(frame.text("date_time"), "effective_time_frame.date_time");
      return start != null;
    }
    if (frame.has("time_interval")) {
      return readInterval(interval);
    }
    row.reject(
        RejectionCode.MISSING_FIELD,
        "effective_time_frame",
        "effective_time_frame is missing: nobody can tell when this was measured");
    return false;
  }

  private boolean readInterval(JsonObject interval) {
    String from = interval.text("start_date_time");
    String until = interval.text("end_date_time");
    if (from == null && until == null) {
      return reject(
          "time_interval needs a start_date_time or an end_date_time; part_of_day is no time");
    }
    Instant first = from == null ? null : time(from, "time_interval.start_date_time");
    if (from != null && first == null) {
      return false;
    }
    Integer offset = offsetMinutes;
    Instant last = until == null ? null : time(until, "time_interval.end_date_time");
    if (until != null && last == null) {
      return false;
    }
    offsetMinutes = from == null ? offsetMinutes : offset;
    Duration length = first == null || last == null ? length(interval) : Duration.ZERO;
    if (length == null) {
      return reject(
          "time_interval needs two of start_date_time, end_date_time and duration (up to a year)");
    }
    start = first == null ? last.minus(length) : first;
    end = last == null ? first.plus(length) : last;
    return !end.isBefore(start) || reject("the interval ends before it begins");
  }

  private static Duration length(JsonObject interval) {
    JsonObject duration = interval.object("duration");
    Duration unit = DURATIONS.get(String.valueOf(duration.text("unit")));
    double value = duration.number("value");
    if (unit == null || !(value >= 0) || value * unit.toMillis() / 1_000 > LONGEST_SECONDS) {
      return null;
    }
    return Duration.ofMillis(Math.round(value * unit.toMillis()));
  }

  private boolean reject(String message) {
    row.reject(RejectionCode.BAD_TIME, "effective_time_frame.time_interval", message);
    return false;
  }

  private Instant time(String text, String field) {
    Instant instant = row.time(times, text, field);
    offsetMinutes = times.offsetMinutes();
    return instant;
  }
}
