package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Recommendation;
import io.healthtrack.schemas.topics.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Advice reaches its topic after it was committed, under one id, and only who wants it. */
class RecommendationOutboxIT {

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void sendsWhatWasMadeUnlessItIsDeniedOrTooOld() {
    person(1);
    person(2);
    person(3);
    world.execute(
        "UPDATE health.users SET merged_into = '%s' WHERE user_id = '%s'"
            .formatted(TestReadings.user(3), TestReadings.user(2)));
    // Told of the second record of a person, a denial holds for the first as well.
    world.execute(
        "INSERT INTO health.consents (user_id, scope, valid_from, decision, metric)"
            + " VALUES ('%s', 'treatment', now() - interval '1 hour', 'deny', 'steps')"
                .formatted(TestReadings.user(2)));
    advice(1, "move-more", "7 days");
    advice(1, "wear-more", "-1 minute");
    advice(3, "move-more", "7 days");
    world.startSink();
    settled();

    assertEquals(
        List.of("move-more|1|t", "move-more|3|f", "wear-more|1|f"),
        world.query(
            "SELECT kind, right(user_id::text, 1), relayed_at IS NOT NULL"
                + " FROM health.recommendations ORDER BY 1, 2"));
    List<Recommendation> sent = TopicRecords.of(world, Topics.RECOMMENDATIONS);
    assertEquals(1, sent.size());
    assertEquals(TestReadings.user(1), sent.getFirst().getUserId());
    assertEquals("move-more", sent.getFirst().getKind());
    assertEquals("{\"days\": 7}", sent.getFirst().getEvidence());
    assertEquals("default", sent.getFirst().getTenant());
    assertTrue(sent.getFirst().getValidUntil().isAfter(sent.getFirst().getCreatedAt()));
  }

  @Test
  void sendsAgainUnderTheSameIdWhatWasNotMarked() {
    person(1);
    advice(1, "move-more", "7 days");
    world.startSink().close();
    world.startSink();
    settled();
    // As after a kill between the broker's answer and the mark.
    world.execute("UPDATE health.recommendations SET relayed_at = NULL");
    settled();

    List<Recommendation> sent = TopicRecords.of(world, Topics.RECOMMENDATIONS);
    assertEquals(2, sent.size());
    Set<UUID> ids = new HashSet<>();
    sent.forEach(told -> ids.add(told.getRecommendationId()));
    assertEquals(1, ids.size());
    assertEquals(
        List.of("1"),
        world.query(
            "SELECT count(*) FROM health.recommendations WHERE recommendation_id = '%s'"
                .formatted(ids.iterator().next())));
  }

  private void settled() {
    Await.until(
        "nothing waits",
        () ->
            world
                .query(
                    "SELECT count(*) FROM health.recommendations"
                        + " WHERE relayed_at IS NULL AND withheld_at IS NULL")
                .equals(List.of("0")));
  }

  private void person(int number) {
    world.execute(
        "INSERT INTO health.users (user_id, tenant, version, changed_at)"
            + " VALUES ('%s', 'default', 1, now())".formatted(TestReadings.user(number)));
  }

  private void advice(int person, String kind, String validFor) {
    world.execute(
        """
        INSERT INTO health.recommendations
          (user_id, kind, for_day, advice, evidence, generated_by, valid_until)
        VALUES ('%s', '%s', current_date, 'Walk.', '{"days": 7}', 'test', now() + interval '%s')
        """
            .formatted(TestReadings.user(person), kind, validFor));
  }
}
