package io.healthtrack.gateway.formats;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Messages of devices as Azure's IoT hubs hand them on: one, or a list of them. What a device says
 * lies under {@code Body} or {@code telemetry}, one measurement or a list named {@code data}; the
 * numbers often in quotes. Names mean metrics whatever their case; units are the usual ones, since
 * messages state none.
 *
 * <p>The time is what the device says, in the body or as the time it made the message. The time at
 * which the hub took the message is no substitute: a device that was offline for a day would look
 * as if it had measured all of it now.
 */
final class IotMessage {

  private static final String NAME = "iot-message";

  /** Messages handed on by such a hub. */
  static final ReadingFormat FORMAT = new ReplyFormat(NAME, IotMessage::read);

  private record Value(String metric, String unit) {}

  private static final Map<String, Value> VALUES =
      Map.of(
          "heartrate", new Value("heart-rate", "/min"),
          "respiratoryrate", new Value("respiratory-rate", "/min"),
          "systolic", new Value("systolic-pressure", "mm[Hg]"),
          "diastolic", new Value("diastolic-pressure", "mm[Hg]"),
          "oxygensaturation", new Value("oxygen-saturation", "%"),
          "spo2", new Value("oxygen-saturation", "%"),
          "steps", new Value("steps", "{steps}"));

  private static final List<String> TIMES = List.of("endDate", "date", "timestamp", "measuredAt");
  private static final List<String> BODIES = List.of("Body", "telemetry");

  private IotMessage() {}

  private static void read(Object document, ParseOptions options, ReplyRow row)
      throws FormatException {
    List<JsonObject> messages =
        document instanceof List<?> list
            ? JsonObject.objects(list)
            : document instanceof JsonObject one ? List.of(one) : List.of();
    boolean known = document instanceof List<?>;
    for (JsonObject message : messages) {
      String name =
          BODIES.stream()
              .filter(each -> message.members().get(each) instanceof JsonObject)
              .findFirst()
              .orElse(null);
      known |= name != null;
      if (name == null) {
        row.skipNext(SkipReason.UNKNOWN_TYPE);
      } else {
        JsonObject body = message.object(name);
        List<JsonObject> parts = body.hasList("data") ? body.objects("data") : List.of(body);
        parts.forEach(part -> measurement(part, body, message, row));
      }
    }
    if (!known) {
      throw WrongHeaderException.notA(NAME);
    }
  }

  private static void measurement(
      JsonObject part, JsonObject body, JsonObject message, ReplyRow row) {
    row.begin();
    Map<String, String> stated = new LinkedHashMap<>();
    part.members().forEach((name, value) -> note(name, value, stated));
    if (stated.isEmpty()) {
      row.skip(SkipReason.NO_METRIC);
      return;
    }
    String time = part.firstText(TIMES);
    JsonObject properties = message.object("Properties");
    if (time == null) {
      time = properties.text("iothub-creation-time-utc");
    }
    var times = new IsoTime();
    if (time == null) {
      row.skip(SkipReason.NO_TIME);
    } else if (!times.parse(time) || !times.zoned()) {
      row.reject(RejectionCode.BAD_TIME, "date", "expected ISO 8601 with an offset, or Z");
    } else {
      Integer offset = times.offsetMinutes();
      row.at(times.instant(), null, offset == null ? offset(properties.text("tz"), times) : offset);
      String device = device(body, message);
      row.by(ReadingDraft.SENSED);
      row.measuredBy(device);
      boolean pressures = stated.containsKey("systolic") && stated.containsKey("diastolic");
      row.groupedAs(pressures ? device + "|" + times.instant() : null);
      stated.forEach(
          (name, text) ->
              row.value(name, text, VALUES.get(name).metric(), VALUES.get(name).unit()));
      row.end();
    }
  }

  /** Pressures may lie in an object of their own. */
  private static void note(String name, Object value, Map<String, String> stated) {
    String known = name.toLowerCase(Locale.ROOT);
    if (value instanceof String text && VALUES.containsKey(known) && !text.isBlank()) {
      stated.put(known, text.strip());
    } else if (value instanceof JsonObject object) {
      object
          .members()
          .forEach(
              (inner, each) -> {
                if (each instanceof String) {
                  note(inner, each, stated);
                }
              });
    }
  }

  private static String device(JsonObject body, JsonObject message) {
    String id = body.text("deviceId");
    id = id == null ? message.text("deviceId") : id;
    id = id == null ? message.object("SystemProperties").text("iothub-connection-device-id") : id;
    return ReplyRow.name(id) == null ? null : "iot|" + id;
  }

  private static Integer offset(String zone, IsoTime times) {
    try {
      return zone == null
          ? null
          : Integer.valueOf(
              Math.floorDiv(
                  ZoneId.of(zone).getRules().getOffset(times.instant()).getTotalSeconds(), 60));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
