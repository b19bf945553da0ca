package io.healthtrack.local.door;

import io.healthtrack.local.json.Json;
import java.io.IOException;
import java.util.Map;

/** What a problem document says, in one line. */
final class Problem {
  private static final int LONGEST = 300;

  private Problem() {}

  static String of(String body) {
    try {
      Map<String, Object> problem = Json.object(body);
      Object detail = problem.getOrDefault("detail", problem.get("message"));
      Object title = problem.getOrDefault("title", problem.get("code"));
      return detail == null
          ? String.valueOf(title)
          : title == null ? "" + detail : title + ": " + detail;
    } catch (IOException e) {
      return body.substring(0, Math.min(LONGEST, body.length()));
    }
  }
}
