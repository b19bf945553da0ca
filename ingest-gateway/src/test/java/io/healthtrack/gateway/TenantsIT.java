package io.healthtrack.gateway;

import static io.healthtrack.gateway.Keys.scopes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.access.Scope;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants that use the same names, and must never meet. */
class TenantsIT {

  private static final String RULE =
      "{\"metric\":\"heart-rate\",\"severity\":\"info\",\"above\":150}";
  private static final String FROM = "2020-01-01T00:00:00Z";

  private static GatewayFixture gateway;
  private static Tenant ours;
  private static Tenant theirs;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    Keys keys = new Keys(gateway.caller(), gateway.app().address());
    String[] all = Arrays.stream(Scope.values()).map(Scope::text).toArray(String[]::new);
    String[] usual =
        Stream.of(all).filter(scope -> !scope.equals("tenants:write")).toArray(String[]::new);
    ours = new Tenant("default", keys.with(scopes(usual)));
    theirs = new Tenant("clinic", keys.with(scopes(usual) + ",\"tenant\":\"clinic\""));
    ours.register();
    theirs.register();
  }

  @AfterAll
  static void stop() {
    ours.caller().close();
    theirs.caller().close();
    gateway.close();
  }

  /** A tenant's person, device and rule, and somebody who may do everything in it. */
  private record Tenant(String name, Caller caller) {

    UUID user() {
      return SubjectIdentity.userFrom(name, "tenants|ann");
    }

    UUID device() {
      return SubjectIdentity.deviceFrom(name, "tenants|watch");
    }

    UUID rule() {
      return SubjectIdentity.deviceFrom(name, "rule:tenants|rule");
    }

    void register() {
      assertEquals(201, caller.put("/v1/users/tenants%7Cann", "{}").statusCode());
      assertEquals(201, caller.put("/v1/devices/tenants%7Cwatch", "{}").statusCode());
      String worn = "{\"user\":\"tenants|ann\",\"from\":\"" + FROM + "\"}";
      assertEquals(201, caller.put("/v1/devices/tenants%7Cwatch/assignments", worn).statusCode());
      assertEquals(201, caller.put("/v1/thresholds/tenants%7Crule", RULE).statusCode());
    }
  }

  /** A request that names an entry of somebody; {@code %s} is its id. */
  private record Probe(String method, String path, String body) {

    String answer(Caller caller, UUID id) {
      HttpResponse<String> answer =
          caller.send(
              caller
                  .request(path.formatted(id))
                  .header("If-Match", body.contains("versioned") ? "\"7\"" : "*")
                  .method(method, BodyPublishers.ofString(body.formatted(id)))
                  .build());
      return answer.statusCode() + " " + answer.body();
    }
  }

  private static final List<Probe> PEOPLE =
      List.of(
          new Probe("GET", "/v1/users/%s", ""),
          new Probe("PUT", "/v1/users/%s", "{}"),
          new Probe("PUT", "/v1/users/%s", "{\"versioned\":1}"),
          new Probe("DELETE", "/v1/users/%s", ""),
          new Probe("GET", "/v1/users/%s/consents", ""),
          new Probe(
              "PUT", "/v1/users/%s/consents", "{\"scope\":\"research\",\"decision\":\"deny\"}"),
          new Probe("PUT", "/v1/devices/tenants%%7Cwatch/assignments", "{\"user\":\"%s\"}"),
          new Probe("GET", "/v1/vitals/%s", ""),
          new Probe("GET", "/v1/vitals/%s/stream", ""),
          new Probe("GET", "/v1/readings/" + new UUID(7, 7) + "?user=%s", ""),
          new Probe("POST", "/v1/readings", reading("\"user\":\"%s\"")),
          new Probe(
              "POST", "/v1/readings", reading("\"user\":\"%s\",\"device\":\"tenants|watch\"")));

  private static final List<Probe> DEVICES =
      List.of(
          new Probe("GET", "/v1/devices/%s", ""),
          new Probe("PUT", "/v1/devices/%s", "{}"),
          new Probe("PUT", "/v1/devices/%s", "{\"versioned\":1}"),
          new Probe("DELETE", "/v1/devices/%s", ""),
          new Probe("PUT", "/v1/devices/%s/assignments", "{\"user\":\"tenants|ann\"}"),
          new Probe(
              "PUT",
              "/v1/devices/%s/assignments",
              "{\"user\":\"tenants|ann\",\"from\":\"2021-01-01T00:00:00Z\"}"),
          new Probe(
              "POST",
              "/v1/devices/%s/assignments/corrections",
              "{\"user\":\"tenants|ann\",\"from\":\"2021-01-01T00:00:00Z\"}"),
          new Probe(
              "DELETE",
              "/v1/devices/%s/assignments",
              "{\"user\":\"tenants|ann\",\"from\":\"2020-01-01T00:00:00Z\"}"),
          new Probe("GET", "/v1/readings/" + new UUID(7, 7) + "?device=%s", ""),
          new Probe("POST", "/v1/readings", reading("\"device\":\"%s\"")),
          new Probe("POST", "/v1/readings", reading("\"user\":\"tenants|ann\",\"device\":\"%s\"")));

  private static final List<Probe> RULES =
      List.of(
          new Probe("GET", "/v1/thresholds/%s", ""),
          new Probe("PUT", "/v1/thresholds/%s", RULE),
          new Probe("DELETE", "/v1/thresholds/%s", ""));

  @Test
  void anotherTenantsPeopleAreAsIfTheyWereNot() {
    assertAlike(PEOPLE, ours, theirs.user(), absent(theirs.user()));
    assertAlike(PEOPLE, theirs, ours.user(), absent(ours.user()));
  }

  @Test
  void anotherTenantsDevicesAreAsIfTheyWereNot() {
    assertAlike(DEVICES, ours, theirs.device(), absent(theirs.device()));
    assertAlike(DEVICES, theirs, ours.device(), absent(ours.device()));
  }

  @Test
  void anotherTenantsRulesAreAsIfTheyWereNot() {
    assertAlike(RULES, ours, theirs.rule(), absent(theirs.rule()));
    assertAlike(RULES, theirs, ours.rule(), absent(ours.rule()));
  }

  @Test
  void anotherTenantsReadingsAreAsIfTheyWereNot() {
    HttpResponse<String> sent = theirs.caller().post(reading("\"device\":\"tenants|watch\""));
    UUID reading = UUID.fromString(Keys.text(sent, "reading_id"));
    assertEquals(200, theirs.caller().get("/v1/readings/" + reading).statusCode());
    assertAlike(
        List.of(
            new Probe("GET", "/v1/readings/%s", ""),
            new Probe("GET", "/v1/readings/%s?user=tenants%%7Cann", ""),
            new Probe("GET", "/v1/readings/%s?device=tenants%%7Cwatch", "")),
        ours,
        reading,
        absent(reading));
  }

  @Test
  void anotherTenantsCredentialsAreAsIfTheyWereNot() {
    for (Tenant asker : List.of(ours, theirs)) {
      Tenant other = asker.equals(ours) ? theirs : ours;
      HttpResponse<String> made = Keys.ask(other.caller(), scopes("readings:write"));
      String path = "/v1/credentials/" + Keys.text(made, "credential_id");
      String nowhere = "/v1/credentials/" + UUID.randomUUID();
      assertEquals(asker.caller().get(nowhere).body(), asker.caller().get(path).body());
      assertEquals(404, asker.caller().delete(path).statusCode());
      assertEquals(asker.caller().delete(nowhere).body(), asker.caller().delete(path).body());
      assertFalse(
          asker.caller().get("/v1/credentials").body().contains(Keys.text(made, "credential_id")));
      assertEquals(403, asker.caller().get("/v1/credentials?tenant=" + other.name()).statusCode());
      assertFalse(other.caller().get(path).body().contains("revoked_at"));
    }
  }

  @Test
  void operatorKeepsTheKeysOfAllTenants() {
    HttpResponse<String> made = Keys.ask(theirs.caller(), scopes("readings:write"));
    String id = Keys.text(made, "credential_id");
    Caller operator = gateway.caller();
    assertTrue(operator.get("/v1/credentials?tenant=clinic").body().contains(id));
    assertEquals(200, operator.delete("/v1/credentials/" + id).statusCode());
    try (Caller revoked = new Caller(gateway.app().address(), Keys.text(made, "key"))) {
      assertEquals(401, revoked.get("/v1/metrics").statusCode());
    }
  }

  @Test
  void sameNamesAreDifferentPeople() {
    assertTrue(ours.caller().get("/v1/users/tenants%7Cann").body().contains("" + ours.user()));
    assertTrue(theirs.caller().get("/v1/users/tenants%7Cann").body().contains("" + theirs.user()));
    String mine = reading("\"device\":\"tenants|watch\"");
    assertEquals(202, theirs.caller().post(mine).statusCode());
    assertTrue(
        gateway.raw().stream()
            .anyMatch(
                record ->
                    record.key().equals(theirs.user())
                        && record.value().getTenant().equals("clinic")));
  }

  /** An id of the same kind that nobody has. */
  private static UUID absent(UUID like) {
    return new UUID(like.getMostSignificantBits(), like.getLeastSignificantBits() ^ 1);
  }

  private static void assertAlike(List<Probe> probes, Tenant asker, UUID foreign, UUID absent) {
    Tenant owner = asker.equals(ours) ? theirs : ours;
    String before = state(owner);
    for (Probe probe : probes) {
      String expected = probe.answer(asker.caller(), absent);
      // The default tenant may make entries under ids of its own choice, but never under these.
      assertTrue(expected.startsWith("4"), probe + " " + expected);
      assertEquals(expected, probe.answer(asker.caller(), foreign), probe.toString());
    }
    assertEquals(before, state(owner));
  }

  private static String state(Tenant tenant) {
    return tenant.caller().get("/v1/users/" + tenant.user()).body()
        + tenant.caller().get("/v1/devices/" + tenant.device()).body()
        + tenant.caller().get("/v1/thresholds/" + tenant.rule()).body();
  }

  private static String reading(String subject) {
    return "{\"readings\":[{"
        + subject
        + ",\"metric\":\"heart-rate\",\"value\":61,\"unit\":\"/min\","
        + "\"measured_at\":\"2026-03-01T10:00:00Z\"}]}";
  }
}
