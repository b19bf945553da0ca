package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Replies of Fitbit's cloud: series by day ({@code activities-steps}) and through the day ({@code
 * activities-steps-intraday}), weights, body fat, sleep, and what a day's activities were. Clocks
 * are the wearer's, without a zone; units are metric, which is what the cloud sends when the
 * request asks for no language.
 */
final class FitbitApi {

  private static final String NAME = "fitbit-api";

  /** Replies of this kind of cloud. */
  static final ReadingFormat FORMAT = new ReplyFormat(NAME, FitbitApi::read);

  private record Value(String field, String metric, String unit) {}

  private static final String SERIES = "activities-";
  private static final String INTRADAY = "-intraday";
  private static final String HEART = "heart";

  private static final Map<String, Value> TOTALS =
      Map.of(
          "steps", new Value("value", "steps", "{steps}"),
          "distance", new Value("value", "distance", "km"),
          "floors", new Value("value", "floors", "{floors}"),
          "elevation", new Value("value", "elevation-gain", "m"),
          "calories", new Value("value", "energy", "kcal"),
          "minutesSedentary", new Value("value", "sedentary-minutes", "min"),
          "minutesLightlyActive", new Value("value", "light-activity-minutes", "min"),
          "minutesFairlyActive", new Value("value", "moderate-activity-minutes", "min"),
          "minutesVeryActive", new Value("value", "vigorous-activity-minutes", "min"));

  private static final List<Value> WEIGHINGS =
      List.of(
          new Value("weight", "weight", "kg"),
          new Value("bmi", "bmi", "kg/m2"),
          new Value("fat", "body-fat", "%"));

  private static final Map<String, String> STAGES =
      Map.of("wake", "2", "awake", "2", "asleep", "3", "light", "4", "deep", "5", "rem", "6");

  private final ReplyRow row;
  private final FitbitApiClock clock;

  private FitbitApi(ParseOptions options, ReplyRow row) throws FormatException {
    this.row = row;
    clock =
        new FitbitApiClock(options.zone().orElseThrow(() -> new ZoneRequiredException(NAME)), row);
  }

  private static void read(Object document, ParseOptions options, ReplyRow row)
      throws FormatException {
    JsonObject reply = document instanceof JsonObject object ? object : JsonObject.EMPTY;
    var fitbit = new FitbitApi(options, row);
    boolean known = false;
    for (String member : reply.members().keySet()) {
      known |= fitbit.member(member, reply);
    }
    if (!known) {
      throw WrongHeaderException.notA(NAME);
    }
  }

  private boolean member(String name, JsonObject reply) {
    switch (name) {
      case "weight", "fat" -> reply.objects(name).forEach(this::weighing);
      case "sleep" -> reply.objects(name).forEach(this::sleep);
      case "activities" -> reply.objects(name).forEach(workout -> row.skipNext(SkipReason.WORKOUT));
      case "goals" -> row.skipNext(SkipReason.GOAL);
      // That of a day of activities is worth having, but the reply does not say which day it was.
      case "summary" ->
          row.skipNext(reply.hasList("sleep") ? SkipReason.SUMMARY : SkipReason.NO_TIME);
      default -> {
        if (!name.startsWith(SERIES)) {
          return false;
        }
        if (name.endsWith(INTRADAY)) {
          String day = name.substring(0, name.length() - INTRADAY.length());
          intraday(day.substring(Math.min(SERIES.length(), day.length())), reply, name);
        } else {
          boolean inParts = !points(reply, name + INTRADAY).isEmpty();
          reply.objects(name).forEach(day -> day(name.substring(SERIES.length()), day, inParts));
        }
      }
    }
    return true;
  }

  private static List<JsonObject> points(JsonObject reply, String name) {
    return reply.object(name).objects("dataset");
  }

  private void day(String resource, JsonObject day, boolean inParts) {
    row.begin();
    Value total = TOTALS.get(resource);
    if (total == null && !resource.equals(HEART)) {
      row.skip(SkipReason.NO_METRIC);
    } else if (inParts || (total == null && day.text("value") != null)) {
      row.skip(SkipReason.SUMMARY);
    } else if (clock.wholeDay(day.text("dateTime"), "dateTime")) {
      row.by(ReadingDraft.SENSED);
      if (total == null) {
        String resting = day.object("value").text("restingHeartRate");
        row.value("restingHeartRate", resting, "resting-heart-rate", "/min");
      } else {
        row.sumOver(1440);
        row.value("value", day.text("value"), total.metric(), total.unit());
      }
      row.end();
    }
  }

  private void intraday(String resource, JsonObject reply, String name) {
    List<JsonObject> days = reply.objects(SERIES + resource);
    String date = days.size() == 1 ? days.get(0).text("dateTime") : null;
    Value total = TOTALS.get(resource);
    String every = reply.object(name).text("datasetInterval");
    boolean minutes = "minute".equals(reply.object(name).text("datasetType"));
    double interval = every == null ? Double.NaN : Decimal.parse(every);
    for (JsonObject point : points(reply, name)) {
      row.begin();
      if (total == null && !resource.equals(HEART)) {
        row.skip(SkipReason.NO_METRIC);
      } else if (date == null || point.text("time") == null) {
        row.skip(SkipReason.NO_TIME);
      } else if (total != null && !(minutes && interval >= 1 && interval <= 1440)) {
        row.reject(
            RejectionCode.MALFORMED, "datasetInterval", "expected the minutes between two points");
      } else if (clock.moment(date + "T" + point.text("time"), "time")) {
        point(point, total, (int) interval);
      }
    }
  }

  private void point(JsonObject point, Value total, int minutes) {
    row.by(ReadingDraft.SENSED);
    if (total == null) {
      row.value("value", point.text("value"), "heart-rate", "/min");
    } else {
      Instant start = clock.instant();
      row.at(start, start.plusSeconds(minutes * 60L), clock.offsetMinutes());
      if (minutes > 1) {
        row.sumOver(minutes);
      }
      row.value("value", point.text("value"), total.metric(), total.unit());
    }
    row.end();
  }

  private void weighing(JsonObject weighing) {
    row.begin();
    String time = weighing.text("time");
    if (clock.moment(weighing.text("date") + "T" + (time == null ? "23:59:59" : time), "date")) {
      for (Value value : WEIGHINGS) {
        row.value(value.field(), weighing.text(value.field()), value.metric(), value.unit());
      }
      row.end();
    }
  }

  private void sleep(JsonObject sleep) {
    row.begin();
    if (!clock.span(sleep.text("startTime"), sleep.text("endTime"))) {
      return;
    }
    row.by(ReadingDraft.SENSED);
    row.value("minutesAsleep", sleep.text("minutesAsleep"), "sleep-duration", "min");
    row.value("timeInBed", sleep.text("timeInBed"), "time-in-bed", "min");
    JsonObject levels = sleep.object("levels");
    for (String stage : List.of("deep", "light", "rem")) {
      String spent = levels.object("summary").object(stage).text("minutes");
      row.value(stage, spent, stage + "-sleep-duration", "min");
    }
    // Restless is none of the stages that the catalogue has.
    for (JsonObject level : levels.objects("data")) {
      String stage = STAGES.get(String.valueOf(level.text("level")));
      if (stage != null && clock.seconds(level.text("dateTime"), level.text("seconds"))) {
        row.value("level", stage, "sleep-stage", "{stage}");
      }
    }
    row.end();
  }
}
