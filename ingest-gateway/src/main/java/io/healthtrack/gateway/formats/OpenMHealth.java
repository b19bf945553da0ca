package io.healthtrack.gateway.formats;

import java.util.List;

/**
 * Data points of Open mHealth and IEEE 1752.1: one with header and body, a list of them, a list
 * under {@code body} as Shimmer writes it, or a bare body.
 */
final class OpenMHealth {

  static final String NAME = "open-mhealth";

  /** Data points. */
  static final ReadingFormat FORMAT = new ReplyFormat(NAME, true, OpenMHealth::read);

  private OpenMHealth() {}

  private static void read(Object document, ParseOptions options, ReplyRow row)
      throws FormatException {
    if (document instanceof JsonObject point) {
      List<JsonObject> points = point.hasList("body") ? point.objects("body") : List.of(point);
      points.forEach(each -> readOne(each, options, row));
    } else if (document instanceof List<?> points) {
      JsonObject.objects(points).forEach(each -> readOne(each, options, row));
    } else {
      throw WrongHeaderException.notA(NAME);
    }
  }

  private static void readOne(JsonObject point, ParseOptions options, ReplyRow row) {
    row.begin();
    boolean whole = point.has("header") || point.has("body");
    new OpenMHealthPoint(
            point.object("header"),
            whole ? point.object("body") : point,
            options.schema().orElse(null),
            row)
        .read();
  }
}
