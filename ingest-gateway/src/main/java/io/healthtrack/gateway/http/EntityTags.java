package io.healthtrack.gateway.http;

import io.helidon.http.HeaderNames;
import java.util.Map;

/** Versions of entries as HTTP's entity tags, and what requests make conditional on them. */
final class EntityTags {

  private static final String ANY = "*";
  private static final byte[] NOTHING = {};

  private EntityTags() {}

  /** The ETag of a version. */
  static String of(int version) {
    return "\"" + version + "\"";
  }

  /**
   * The version that {@code If-Match} asks for; null for any.
   *
   * @throws ProblemException 422 for what is no tag of ours
   */
  static Integer expected(Request request) {
    String condition = request.header(HeaderNames.IF_MATCH).orElse(ANY).strip();
    if (condition.equals(ANY)) {
      return null;
    }
    try {
      return Integer.valueOf(condition.replace("\"", ""));
    } catch (NumberFormatException e) {
      throw Problem.field(422, "malformed", "If-Match", "If-Match takes the ETag of an answer")
          .toException();
    }
  }

  /** The answer, or 304 where {@code If-None-Match} says that the asker has it already. */
  static Answer unlessKnown(Request request, Answer answer) {
    String tag = answer.headers().get("ETag");
    String known = request.header(HeaderNames.IF_NONE_MATCH).orElse("").strip();
    if (known.equals(ANY)) {
      return new Answer(304, Answer.JSON, NOTHING, Map.of("ETag", tag));
    }
    for (String one : known.split(",")) {
      String candidate = one.strip();
      // A proxy that packs answers weakens their tags; for reading that makes no difference.
      if ((candidate.startsWith("W/") ? candidate.substring(2) : candidate).equals(tag)) {
        return new Answer(304, Answer.JSON, NOTHING, Map.of("ETag", tag));
      }
    }
    return answer;
  }

  /** 204 for an entry that has changed. */
  static Answer changed(int version) {
    return new Answer(204, Answer.JSON, NOTHING, Map.of("ETag", of(version)));
  }

  /** 204 for an entry that is gone. */
  static Answer gone() {
    return new Answer(204, Answer.JSON, NOTHING, Map.of());
  }
}
