package io.healthtrack.gateway.formats;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Replies of iHealth's cloud. {@code MDate} is the wearer's clock written as seconds since 1970,
 * which only {@code TimeZone} turns into a time; units are numbers in the envelope; 0 stands for a
 * value that is not there; the counts in the envelope may disagree with the list and are not read.
 */
final class IHealth {

  private static final String NAME = "ihealth";

  /** Replies of this kind of cloud. */
  static final ReadingFormat FORMAT = new ReplyFormat(NAME, IHealth::read);

  private record Value(String field, String metric, String unitField, List<String> units) {
    Value(String field, String metric, String unit) {
      this(field, metric, null, List.of(unit));
    }

    String unit(JsonObject envelope) {
      if (unitField == null) {
        return units.get(0);
      }
      return switch (String.valueOf(envelope.text(unitField))) {
        case "0" -> units.get(0);
        case "1" -> units.get(1);
        case "2" -> units.size() > 2 ? units.get(2) : null;
        default -> null;
      };
    }
  }

  private enum Time {
    MOMENT,
    DAY,
    SLEEP
  }

  private record Kind(Time time, List<Value> values) {}

  private static final String WORKOUTS = "SPORTDataList";

  private static final Map<String, Kind> KINDS =
      Map.of(
          "BPDataList",
          new Kind(
              Time.MOMENT,
              List.of(
                  new Value("HP", "systolic-pressure", "BPUnit", List.of("mm[Hg]", "kPa")),
                  new Value("LP", "diastolic-pressure", "BPUnit", List.of("mm[Hg]", "kPa")),
                  new Value("HR", "heart-rate", "/min"))),
          "BGDataList",
          new Kind(
              Time.MOMENT,
              List.of(new Value("BG", "blood-glucose", "BGUnit", List.of("mg/dL", "mmol/L")))),
          "BODataList",
          new Kind(
              Time.MOMENT,
              List.of(
                  new Value("BO", "oxygen-saturation", "%"),
                  new Value("HR", "heart-rate", "/min"))),
          "WeightDataList",
          new Kind(
              Time.MOMENT,
              List.of(
                  new Value(
                      "WeightValue",
                      "weight",
                      "WeightUnit",
                      List.of("kg", "[lb_av]", "[stone_av]")),
                  new Value("BMI", "bmi", "kg/m2"),
                  new Value("FatValue", "body-fat", "%"))),
          "ARDataList",
          new Kind(
              Time.DAY,
              List.of(
                  new Value("Steps", "steps", "{steps}"),
                  new Value(
                      "DistanceTraveled", "distance", "DistanceUnit", List.of("km", "[mi_i]")),
                  new Value("Calories", "energy", "kcal"))),
          "SRDataList",
          new Kind(Time.SLEEP, List.of(new Value("HoursSlept", "sleep-duration", "min"))));

  private IHealth() {}

  private static void read(Object document, ParseOptions options, ReplyRow row)
      throws FormatException {
    JsonObject reply = document instanceof JsonObject object ? object : JsonObject.EMPTY;
    boolean known = false;
    for (String name : reply.members().keySet()) {
      Kind kind = KINDS.get(name);
      known |= reply.hasList(name) && (kind != null || name.equals(WORKOUTS));
      if (name.equals(WORKOUTS)) {
        reply.objects(name).forEach(workout -> row.skipNext(SkipReason.WORKOUT));
      } else if (kind != null) {
        reply.objects(name).forEach(each -> readOne(each, kind, reply, row));
      }
    }
    if (!known) {
      throw WrongHeaderException.notA(NAME);
    }
  }

  private static void readOne(JsonObject record, Kind kind, JsonObject envelope, ReplyRow row) {
    row.begin();
    Integer offset = offset(record.text("TimeZone"));
    if (offset == null) {
      row.reject(
          RejectionCode.BAD_TIME, "TimeZone", "expected the offset of the clock, such as -0700");
      return;
    }
    String field = kind.time() == Time.SLEEP ? "StartTime" : "MDate";
    Instant local = row.epoch(record.text(field), field);
    if (local == null || !times(record, kind, local, offset, row)) {
      return;
    }
    row.by(
        switch (String.valueOf(record.text("DataSource"))) {
          case "Manual" -> ReadingDraft.SELF_REPORTED;
          case "FromDevice" -> ReadingDraft.SENSED;
          default -> null;
        });
    String id = ReplyRow.name(record.text("DataID"));
    row.groupedAs(id == null || kind.values().size() == 1 ? null : NAME + "|" + id);
    for (Value value : kind.values()) {
      String text = record.text(value.field());
      if (text != null && Decimal.parse(text) != 0) {
        row.value(value.field(), text, value.metric(), value.unit(envelope));
      }
    }
    row.end();
  }

  private static boolean times(
      JsonObject record, Kind kind, Instant local, int offset, ReplyRow row) {
    Instant start = local.minusSeconds(offset * 60L);
    switch (kind.time()) {
      case MOMENT -> row.at(start, null, offset);
      case DAY -> {
        // The totals of the day whose clock it was when the device was last read.
        long day = CivilTime.SECONDS_PER_DAY;
        Instant midnight = start.minusSeconds(Math.floorMod(local.getEpochSecond(), day));
        row.at(midnight, midnight.plusSeconds(day), offset);
        row.sumOver(1440);
      }
      case SLEEP -> {
        Instant localEnd = row.epoch(record.text("EndTime"), "EndTime");
        if (localEnd == null) {
          return false;
        }
        if (localEnd.isBefore(local)) {
          row.reject(RejectionCode.BAD_TIME, "EndTime", "the end is before the start");
          return false;
        }
        row.at(start, localEnd.minusSeconds(offset * 60L), offset);
      }
    }
    return true;
  }

  /** Minutes east of UTC of {@code -0700}, or null. */
  private static Integer offset(String text) {
    if (text == null || text.length() != 5) {
      return null;
    }
    var scan = new TextScanner().on(text);
    boolean west = scan.take('-');
    if (!west) {
      scan.expect('+');
    }
    int minutes = scan.digits(2, 2) * 60 + scan.digits(2, 2);
    return scan.failed() || minutes > 18 * 60 ? null : Integer.valueOf(west ? -minutes : minutes);
  }
}
