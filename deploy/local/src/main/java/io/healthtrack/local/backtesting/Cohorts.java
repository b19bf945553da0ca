package io.healthtrack.local.backtesting;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.User;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What rules for some people only ask of a person: age and conditions as the registry has them now.
 * Kept are those people of whom either is known, and nobody where no rule asks.
 */
public final class Cohorts {

  /** Nothing is known of anybody. */
  static final Cohorts NONE = new Cohorts(Map.of());

  private final Map<UUID, User> people;

  private Cohorts(Map<UUID, User> people) {
    this.people = people;
  }

  /** Reads the registry's topic, if one of the rules asks for it. */
  public static Cohorts read(Endpoints endpoints, RuleSet inForce, RuleSet proposed) {
    if (!asks(inForce) && !asks(proposed)) {
      return NONE;
    }
    Map<UUID, User> people = new HashMap<>();
    UuidDeserializer ids = new UuidDeserializer();
    try (CommittedConsumer<User> users =
        new CommittedConsumer<>(
            endpoints.kafka(),
            List.of(Topics.REGISTRY_USERS),
            From.BEGINNING,
            new AvroDeserializer<>(RegistryClient.http(endpoints.registry())))) {
      users.readToEnd(
          record -> {
            User user = record.value();
            UUID id = ids.deserialize(record.topic(), record.key());
            if (user == null || (user.getBirthYear() == null && user.getConditions().isEmpty())) {
              people.remove(id);
            } else {
              people.put(id, user);
            }
          });
    }
    return new Cohorts(people);
  }

  Optional<User> of(UUID person) {
    return Optional.ofNullable(people.get(person));
  }

  private static boolean asks(RuleSet rules) {
    return rules.rules().values().stream().anyMatch(Cohorts::asks);
  }

  private static boolean asks(RuleVersion rule) {
    return rule.getMinAge() != null || rule.getMaxAge() != null || rule.getCondition() != null;
  }
}
