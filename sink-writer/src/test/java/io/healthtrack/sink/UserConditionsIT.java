package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Health conditions of people, from the registry's topic into the table. */
class UserConditionsIT {

  private static final Instant MORNING = Instant.parse("2026-03-01T08:00:00Z");
  private static final UUID ADA = TestReadings.user(1);
  private static final UUID BOB = TestReadings.user(2);

  private final SinkWorld world = new SinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void keepsWhatTheNewestVersionTellsAndSinceWhen() {
    world.startSink();
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 1, "icd|I48", "icd|E11"));
    world.send(Topics.REGISTRY_USERS, BOB, user(BOB, 1));
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 3, "icd|J45", "icd|I48", "icd|J45"));
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 2, "icd|E11", "icd|C50"));
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 3, "icd|J45", "icd|I48"));
    world.drained();

    assertEquals(
        List.of(ADA + "|icd|I48|2026-03-01 08:01:00", ADA + "|icd|J45|2026-03-01 08:03:00"),
        conditions());
    assertEquals(
        List.of("INSERT|t|3", "DELETE|t|1"),
        world.query(
            "SELECT operation, bool_and(coalesce(new_values, old_values) ->> 'condition' IS NULL),"
                + " count(*) FROM audit.changes WHERE table_name = 'health.user_conditions'"
                + " GROUP BY operation ORDER BY operation DESC"),
        "whose conditions changed is audited, which is not");

    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 4));
    world.drained();
    assertEquals(List.of(), conditions());
  }

  @Test
  void conditionsGoWithThePersonAndComeWithSomebodyRegisteredAgain() {
    world.startSink();
    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 1, "icd|I48"));
    world.send(Topics.REGISTRY_USERS, BOB, user(BOB, 1, "icd|I48"));
    world.drained();
    assertEquals(2, conditions().size());

    world.sendRaw(Topics.REGISTRY_USERS, UuidSerializer.bytes(ADA), null);
    world.drained();
    assertEquals(List.of(BOB + "|icd|I48|2026-03-01 08:01:00"), conditions());
    assertEquals(
        List.of("0"),
        world.query(
            "SELECT count(*) FROM audit.changes WHERE table_name = 'health.user_conditions'"
                + " AND user_id = '%s' AND num_nonnulls(old_values, new_values) > 0"
                    .formatted(ADA)));

    world.send(Topics.REGISTRY_USERS, ADA, user(ADA, 1, "icd|E11"));
    world.drained();
    assertEquals(2, conditions().size());
  }

  private List<String> conditions() {
    return world.query(
        "SELECT user_id, condition, known_since AT TIME ZONE 'UTC' FROM health.user_conditions"
            + " ORDER BY user_id, condition");
  }

  private static User user(UUID id, int version, String... conditions) {
    return User.newBuilder()
        .setUserId(id)
        .setVersion(version)
        .setChangedAt(MORNING.plusSeconds(60L * version))
        .setConditions(List.of(conditions))
        .build();
  }
}
