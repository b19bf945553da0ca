package io.healthtrack.schemas.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErasurePlacesTest {

  private static final Instant ERASED = Instant.parse("2026-11-21T12:00:00Z");

  private final List<ErasurePlaces.Place> places = ErasurePlaces.places(ERASED);

  @Test
  void everyTopicOfPeopleIsAPlace() {
    Set<String> names = new HashSet<>(places.stream().map(ErasurePlaces.Place::name).toList());
    assertEquals(places.size(), names.size());
    for (Topic topic : Topics.all()) {
      boolean ofPeople = topic.key() != TopicKey.TEXT && !topic.equals(Topics.REGISTRY_CREDENTIALS);
      assertEquals(ofPeople, names.contains("topic " + topic.name()), topic.name());
    }
  }

  @Test
  void everyTopicRollsItsSegmentsSoThatTheBoundHolds() {
    for (Topic topic : Topics.all()) {
      Map<String, String> settings = Keeping.settings(topic);
      Duration bound = Keeping.longest(topic);
      long roll = Long.parseLong(settings.get("segment.ms"));
      long ahead = Long.parseLong(settings.get("message.timestamp.after.max.ms"));
      long kept =
          switch (topic.cleanup()) {
            case DELETE -> Long.parseLong(settings.get("retention.ms")) + roll + ahead;
            case COMPACT ->
                Long.parseLong(settings.get("delete.retention.ms"))
                    + 2 * Long.parseLong(settings.get("max.compaction.lag.ms"));
          };
      assertTrue(bound.toMillis() > kept, topic.name());
    }
  }

  @Test
  void readingsAreGoneAfterTheirRetentionAndTheSegmentsLastDay() {
    assertEquals(
        ERASED.plus(Duration.ofDays(8)).plus(Duration.ofHours(2)), of("topic readings.raw"));
    assertEquals(ERASED.plus(Duration.ofMinutes(1)), of("database"));
    assertEquals(ERASED, of("logs"));
  }

  @Test
  void whomToRefuseIsRememberedForAsLongAsTheirReadingsMayCome() {
    assertFalse(of("stream stores").isBefore(of("topic readings.raw")));
    assertFalse(of("stream changelogs").isBefore(of("stream stores")));
  }

  private Instant of(String place) {
    return places.stream()
        .filter(known -> known.name().equals(place))
        .findFirst()
        .orElseThrow()
        .emptyBy();
  }
}
