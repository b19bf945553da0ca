package io.healthtrack.gateway.formats;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One reading in each format, with places for its time and its value. */
enum Sample {
  HEART("fitbit-heart-rate", Clock.FITBIT, "Id,Time,Value\n1,%s,%s\n"),
  MINUTES("fitbit-minute-steps-wide", Clock.FITBIT, null),
  WEIGHT("fitbit-weight", Clock.FITBIT, "Id,Date,WeightKg\n1,%s,%s\n"),
  CLARITY("dexcom-clarity", Clock.LOCAL, "Timestamp,Event Type,Glucose Value (mg/dL)\n%s,EGV,%s\n"),
  LIBRE(
      "libreview",
      Clock.LIBRE,
      "Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL\n%s,0,%s,\n"),
  SHANGHAI("shanghai-cgm", Clock.LOCAL, "Date,CGM (mg / dl),CBG (mg / dl)\n%s,%s,\n"),
  CGMACROS(
      "cgmacros", Clock.LOCAL, "Timestamp,Libre GL,Dexcom GL,HR,Calories (Activity)\n%s,%s,,,\n"),
  CSV("csv", Clock.ISO, "measured_at,value,metric,unit\n%s,%s,steps,1\n"),
  LINES(
      "ndjson", Clock.ISO, "{\"measured_at\":\"%s\",\"value\":%s,\"metric\":\"m\",\"unit\":\"1\"}"),
  APPLE(
      "apple-health",
      Clock.APPLE,
      "<HealthData><Record type=\"HKQuantityTypeIdentifierHeartRate\" unit=\"count/min\""
          + " startDate=\"%s\" value=\"%s\"/></HealthData>"),
  IHEALTH(
      "ihealth", Clock.EPOCH, "{\"BODataList\":[{\"MDate\":%s,\"BO\":%s,\"TimeZone\":\"+0000\"}]}"),
  WITHINGS(
      "withings",
      Clock.EPOCH,
      "{\"body\":{\"measuregrps\":[{\"date\":%s,\"measures\":[{\"type\":1,\"value\":%s}]}]}}"),
  IOT("iot-message", Clock.ISO, "{\"Body\":{\"date\":\"%s\",\"heartrate\":\"%s\"}}");

  final String format;
  final Clock clock;
  final String template;

  Sample(String format, Clock clock, String template) {
    this.format = format;
    this.clock = clock;
    this.template = template == null ? minutes() : template;
  }

  private static String minutes() {
    return IntStream.range(0, 60)
            .mapToObj("Steps%02d"::formatted)
            .collect(Collectors.joining(",", "Id,ActivityHour,", "\n"))
        + "1,%s,%s"
        + ",0".repeat(59)
        + "\n";
  }

  Parsed with(String time, String value) throws FormatException, IOException {
    ParseOptions options = clock == Clock.ISO ? ParseOptions.DEFAULT : Parsed.NEW_YORK;
    return Parsed.of(format, template.formatted(time, value), options);
  }

  boolean takesWords() {
    return this == LINES || this == IHEALTH || this == WITHINGS;
  }

  /** Code of the first rejection. */
  String code(String time, String value) throws FormatException, IOException {
    return with(time, value).rows().stream()
        .filter(ParsedRow.Rejected.class::isInstance)
        .map(row -> ((ParsedRow.Rejected) row).code())
        .findFirst()
        .orElse("none");
  }

  String good() {
    return this == MINUTES ? "1/31/2016 8:00" : clock.good;
  }

  /** How a format writes times; each knows the impossible ones. */
  enum Clock {
    FITBIT("1/31/2016 8:15:00 AM", "2/30/2016 8:15:00 AM", "6/30/2015 11:59:60 PM", null),
    LIBRE("31-01-2016 08:15", "30-02-2016 08:15", null, null),
    LOCAL("2016-01-31 08:15:00", "2016-02-30 08:15:00", "2015-06-30 23:59:60", null),
    APPLE(
        "2016-01-31 08:15:00 -0500",
        "2016-02-30 08:15:00 -0500",
        "2015-06-30 23:59:60 +0000",
        "2016-01-31 08:15:00"),
    ISO(
        "2016-01-31T08:15:00-05:00",
        "2016-02-30T08:15:00-05:00",
        "2015-06-30T23:59:60Z",
        "2016-01-31T08:15:00"),
    EPOCH("1454246100", null, null, null);

    final String good;
    final String thirtiethOfFebruary;
    final String leapSecond;
    final String withoutZone;

    Clock(String good, String thirtiethOfFebruary, String leapSecond, String withoutZone) {
      this.good = good;
      this.thirtiethOfFebruary = thirtiethOfFebruary;
      this.leapSecond = leapSecond;
      this.withoutZone = withoutZone;
    }
  }
}
