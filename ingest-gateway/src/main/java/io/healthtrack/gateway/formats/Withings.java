package io.healthtrack.gateway.formats;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replies of Withings' cloud: body measures (each a row, a number and a power of ten), activity by
 * day and through the day, sleep by state and by night. Times are UTC, days are of the zone that
 * the reply names.
 */
final class Withings {

  private static final String NAME = "withings";

  /** Replies of this kind of cloud. */
  static final ReadingFormat FORMAT = new ReplyFormat(NAME, Withings::read);

  private record Value(String field, String metric, String unit) {}

  private static final Map<String, Value> MEASURES =
      Map.ofEntries(
          Map.entry("1", new Value("weight", "weight", "kg")),
          Map.entry("4", new Value("height", "height", "m")),
          Map.entry("6", new Value("fat ratio", "body-fat", "%")),
          Map.entry("9", new Value("diastolic", "diastolic-pressure", "mm[Hg]")),
          Map.entry("10", new Value("systolic", "systolic-pressure", "mm[Hg]")),
          Map.entry("11", new Value("pulse", "heart-rate", "/min")),
          Map.entry("12", new Value("temperature", "body-temperature", "Cel")),
          Map.entry("54", new Value("SpO2", "oxygen-saturation", "%")),
          Map.entry("71", new Value("body temperature", "body-temperature", "Cel")),
          Map.entry("73", new Value("skin temperature", "skin-temperature", "Cel")),
          Map.entry("123", new Value("VO2max", "vo2max", "mL/kg/min")));

  /** A cuff gives both pressures and the pulse at once. */
  private static final Set<String> OF_A_CUFF = Set.of("9", "10", "11");

  private static final List<Value> ACTIVITY =
      List.of(
          new Value("steps", "steps", "{steps}"),
          new Value("distance", "distance", "m"),
          new Value("calories", "active-energy", "kcal"),
          new Value("totalcalories", "energy", "kcal"),
          new Value("soft", "light-activity-minutes", "s"),
          new Value("moderate", "moderate-activity-minutes", "s"),
          new Value("intense", "vigorous-activity-minutes", "s"),
          new Value("heart_rate", "heart-rate", "/min"),
          new Value("spo2_auto", "oxygen-saturation", "%"));

  private static final List<Value> NIGHT =
      List.of(
          new Value("total_sleep_time", "sleep-duration", "s"),
          new Value("total_timeinbed", "time-in-bed", "s"),
          new Value("lightsleepduration", "light-sleep-duration", "s"),
          new Value("deepsleepduration", "deep-sleep-duration", "s"),
          new Value("remsleepduration", "rem-sleep-duration", "s"));

  /** Awake, light, deep, rapid eye movement. */
  private static final Map<String, String> STATES = Map.of("0", "2", "1", "4", "2", "5", "3", "6");

  private final ParseOptions options;
  private final ReplyRow row;
  private final IsoTime times = new IsoTime();

  private Withings(ParseOptions options, ReplyRow row) {
    this.options = options;
    this.row = row;
  }

  private static void read(Object document, ParseOptions options, ReplyRow row)
      throws FormatException {
    JsonObject reply = document instanceof JsonObject object ? object : JsonObject.EMPTY;
    JsonObject body = reply.object("body");
    boolean byTime = body.members().get("series") instanceof JsonObject;
    boolean known = byTime || body.hasList("measuregrps") || body.hasList("activities");
    if (!known && !body.hasList("series")) {
      throw WrongHeaderException.notA(NAME);
    }
    var withings = new Withings(options, row);
    ZoneId zone = zone(body.text("timezone"));
    body.objects("measuregrps").forEach(group -> withings.measures(group, zone));
    body.objects("activities").forEach(withings::day);
    body.object("series")
        .members()
        .forEach(
            (second, values) ->
                withings.span(
                    second, values instanceof JsonObject object ? object : JsonObject.EMPTY));
    body.objects("series").forEach(withings::sleep);
  }

  private void measures(JsonObject group, ZoneId zone) {
    for (JsonObject measure : group.objects("measures")) {
      row.begin();
      Instant date = row.epoch(group.text("date"), "date");
      if (date != null) {
        row.at(date, null, offset(date, zone));
        measure(measure, group);
      }
    }
  }

  private void measure(JsonObject measure, JsonObject group) {
    String type = String.valueOf(measure.text("type"));
    String number = measure.text("value");
    String power = measure.text("unit");
    Value value = MEASURES.get(type);
    if ("2".equals(group.text("category"))) {
      row.skip(SkipReason.GOAL);
    } else if (number == null || ("-1000".equals(number) && "-3".equals(power))) {
      // Minus one, which is how these clouds write that there is no value.
      row.skip(SkipReason.NO_VALUE);
    } else if (value == null) {
      row.skip(SkipReason.NO_METRIC);
    } else {
      row.by(
          switch (String.valueOf(group.text("attrib"))) {
            case "2", "4" -> ReadingDraft.SELF_REPORTED;
            default -> ReadingDraft.SENSED;
          });
      String id = ReplyRow.name(group.text("grpid"));
      row.groupedAs(id != null && OF_A_CUFF.contains(type) ? NAME + "|" + id : null);
      row.value(
          value.field(),
          number + "e" + (power == null ? "0" : power),
          value.metric(),
          value.unit());
      row.end();
    }
  }

  private void day(JsonObject day) {
    row.begin();
    ZoneId zone = zone(day.text("timezone"));
    ZoneId where = zone == null ? options.zone().orElse(null) : zone;
    if (where == null) {
      row.reject(
          RejectionCode.MISSING_FIELD, "timezone", "the day names no zone; say where it was");
    } else if (!times.parse(day.text("date") + "T00:00:00")) {
      row.reject(RejectionCode.BAD_TIME, "date", "expected YYYY-MM-DD");
    } else {
      var clock = new LocalClock(where);
      clock.setToStartOfDay(times.localSecond() + CivilTime.SECONDS_PER_DAY);
      Instant end = clock.instant(0);
      clock.setToStartOfDay(times.localSecond());
      row.at(clock.instant(0), end, clock.offsetMinutes());
      row.sumOver(1440);
      values(ACTIVITY, day);
    }
  }

  private void span(String second, JsonObject span) {
    row.begin();
    Instant start = row.epoch(second, "series");
    String text = span.text("duration");
    double seconds = text == null ? 0 : Decimal.parse(text);
    if (start == null) {
      return;
    }
    if (!(seconds >= 0 && seconds <= CivilTime.SECONDS_PER_DAY)) {
      row.reject(RejectionCode.BAD_TIME, "duration", "expected seconds, at most those of a day");
      return;
    }
    row.at(start, seconds == 0 ? null : start.plusSeconds((long) seconds), null);
    values(ACTIVITY, span);
  }

  private void sleep(JsonObject sleep) {
    row.begin();
    Instant start = row.epoch(sleep.text("startdate"), "startdate");
    Instant end = start == null ? null : row.epoch(sleep.text("enddate"), "enddate");
    if (start == null || end == null) {
      return;
    }
    if (end.isBefore(start)) {
      row.reject(RejectionCode.BAD_TIME, "enddate", "the end is before the start");
      return;
    }
    row.at(start, end, offset(start, zone(sleep.text("timezone"))));
    row.by(ReadingDraft.SENSED);
    String state = sleep.text("state");
    if (state == null) {
      values(NIGHT, sleep.object("data"));
    } else if (STATES.containsKey(state)) {
      row.value("state", STATES.get(state), "sleep-stage", "{stage}");
      row.end();
    } else {
      row.skip(SkipReason.UNKNOWN_TYPE);
    }
  }

  private void values(List<Value> values, JsonObject from) {
    row.by(ReadingDraft.SENSED);
    for (Value value : values) {
      row.value(value.field(), from.text(value.field()), value.metric(), value.unit());
    }
    row.end();
  }

  private static ZoneId zone(String name) {
    try {
      return name == null ? null : ZoneId.of(name);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Integer offset(Instant instant, ZoneId zone) {
    return zone == null
        ? null
        : Integer.valueOf(Math.floorDiv(zone.getRules().getOffset(instant).getTotalSeconds(), 60));
  }
}
