package io.healthtrack.gateway.http;

import io.healthtrack.gateway.alerts.AlertTopic;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** The parameters that say which alerts somebody wants, held against what they may read. */
final class AlertFilter {

  private static final int LONGEST = 256;

  private AlertFilter() {}

  /**
   * {@code severity}: some of them, or without it those that the asker may read.
   *
   * @throws ProblemException 403 for one that the asker may not read, 422 for one that is none
   */
  static Set<AlertTopic> topics(Request request) {
    Set<AlertTopic> wanted = EnumSet.noneOf(AlertTopic.class);
    String words = request.parameter("severity").orElse("");
    if (words.isBlank()) {
      for (AlertTopic topic : AlertTopic.values()) {
        if (request.credential().may(topic.scope())) {
          wanted.add(topic);
        }
      }
      return wanted;
    }
    for (String word : words.split(",")) {
      AlertTopic topic =
          AlertTopic.ofCode(word.strip())
              .orElseThrow(
                  () ->
                      Problem.field(
                              422,
                              "malformed",
                              "severity",
                              "severity takes critical, warning and info, with commas between")
                          .toException());
      requireReadable(request, topic);
      wanted.add(topic);
    }
    return wanted;
  }

  /** Fails with 403 unless the asker may read what the topic holds. */
  static void requireReadable(Request request, AlertTopic topic) {
    if (!request.credential().may(topic.scope())) {
      throw Problem.forbidden(topic.scope().text()).toException();
    }
  }

  /** {@code user}: a UUID or {@code system|value}; null for everybody. */
  static UUID user(Request request) {
    String text = request.parameter("user").orElse(null);
    if (text == null) {
      return null;
    }
    if (text.length() > LONGEST) {
      throw malformedUser("an id may have 256 characters");
    }
    try {
      return SubjectIdentity.userFrom(request.tenant(), text);
    } catch (IllegalArgumentException e) {
      throw malformedUser(e.getMessage());
    }
  }

  private static ProblemException malformedUser(String detail) {
    return Problem.field(422, "malformed", "user", detail).toException();
  }
}
