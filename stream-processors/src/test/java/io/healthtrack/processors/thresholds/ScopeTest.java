package io.healthtrack.processors.thresholds;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.USER;
import static io.healthtrack.processors.thresholds.KindRules.events;
import static io.healthtrack.processors.thresholds.KindRules.heartRate;
import static io.healthtrack.processors.thresholds.KindRules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.User;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopeTest {

  private static final UUID EVERYONE = new UUID(1, 1);
  private static final UUID AGED = new UUID(1, 2);
  private static final UUID ILL = new UUID(1, 3);
  private static final UUID OWN = new UUID(1, 4);
  private static final String DIABETES = "http://hl7.org/fhir/sid/icd-10|E10";

  private final ThresholdsRun run = new ThresholdsRun(NOON);

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void theNarrowestRuleWins() {
    everyScope();
    run.register(person(1950, DIABETES));
    run.send(heartRate(0, 139));
    assertTrue(run.warning().isEmpty());
    run.send(heartRate(1, 141));

    assertEquals(OWN, only().getRuleId());
  }

  @Test
  void aConditionIsNarrowerThanAnAge() {
    everyScope();
    run.forget(OWN);
    run.register(person(1950, DIABETES));
    run.send(heartRate(0, 131));

    assertEquals(ILL, only().getRuleId());
  }

  @Test
  void anAgeIsNarrowerThanEveryone() {
    everyScope();
    run.forget(OWN);
    run.register(person(1950));
    run.send(heartRate(0, 121));

    assertEquals(AGED, only().getRuleId());
  }

  @Test
  void anAgeGoesByTheYearOfTheReading() {
    everyScope();
    run.forget(OWN);
    run.register(person(2026 - 64));
    run.send(heartRate(0, 111));

    assertEquals(EVERYONE, only().getRuleId());
  }

  @Test
  void aPersonOfWhomNothingIsKnownHasTheGeneralRules() {
    everyScope();
    run.forget(OWN);
    run.send(heartRate(0, 111));

    assertEquals(EVERYONE, only().getRuleId());
  }

  @Test
  void whatIsKnownOfAPersonMayChange() {
    everyScope();
    run.forget(OWN);
    run.register(person(1950));
    run.send(heartRate(0, 111));
    assertTrue(run.warning().isEmpty());
    run.register(person(null));
    run.send(heartRate(1, 111));

    assertEquals(EVERYONE, only().getRuleId());
  }

  @Test
  void whatIsKnownGoesWithThePerson() {
    everyScope();
    run.forget(OWN);
    run.register(person(1950));
    run.erase(USER, NOON);
    assertEquals(0, run.entries("people"));
  }

  @Test
  void theOtherSideOfAGeneralRuleStaysInForce() {
    run.rule(EVERYONE, limit().setAbove(110.0).setBelow(40.0).build());
    run.rule(OWN, limit().setAbove(140.0).setUserId(USER).build());
    run.send(heartRate(0, 120), heartRate(1, 35));

    assertEquals(EVERYONE, only().getRuleId());
  }

  @Test
  void rulesOfAnotherKindOrSeverityStandBesideEachOther() {
    run.rule(EVERYONE, limit().setAbove(110.0).setSeverity("critical").build());
    run.rule(OWN, limit().setAbove(140.0).setUserId(USER).build());
    run.send(heartRate(0, 120));

    assertEquals(List.of("opened"), events(run.critical()));
  }

  private void everyScope() {
    run.rule(EVERYONE, limit().setAbove(110.0).build());
    run.rule(AGED, limit().setAbove(120.0).setMinAge(65).build());
    run.rule(ILL, limit().setAbove(130.0).setCondition(DIABETES).build());
    run.rule(OWN, limit().setAbove(140.0).setUserId(USER).build());
  }

  private static RuleVersion.Builder limit() {
    return rule("limit", "heart-rate");
  }

  private static User person(Integer birthYear, String... conditions) {
    return User.newBuilder()
        .setUserId(USER)
        .setBirthYear(birthYear)
        .setConditions(List.of(conditions))
        .setChangedAt(NOON)
        .build();
  }

  private AlertEvent only() {
    List<AlertEvent> alerts = run.warning();
    assertEquals(1, alerts.size());
    return alerts.getFirst();
  }
}
