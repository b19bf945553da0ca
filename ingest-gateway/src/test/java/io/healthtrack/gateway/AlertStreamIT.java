package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertStreamIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static GatewayFixture gateway;
  private static ThresholdsStandIn thresholds;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    thresholds =
        new ThresholdsStandIn(gateway.stack().bootstrapServers(), gateway.stack().registryUrl());
    awaitReady();
  }

  @AfterAll
  static void stop() {
    thresholds.close();
    gateway.close();
  }

  @Test
  void tellsWhatHappensWithEverythingThatIsKnownOfIt() {
    UUID ann = person("live|ann");
    try (EventSource stream = open("?user=live%7Cann", null)) {
      AlertEvent opened = thresholds.open(ann, "critical");
      EventSource.Event event = stream.await(1).getFirst();

      assertEquals("opened", event.kind());
      assertEquals(opened.getEpisodeId().toString(), event.text("episode_id"));
      assertEquals(opened.getEventId().toString(), event.text("event_id"));
      assertEquals(ann.toString(), event.text("user_id"));
      assertEquals(opened.getMeasuredAt().toString(), event.text("measured_at"));
      assertEquals(opened.getValidUntil().toString(), event.text("valid_until"));
      assertEquals("high", event.text("rule_name"));
      assertTrue(event.data().contains("\"page\":true,\"retrospective\":false"), event.data());
      assertTrue(event.data().contains("\"breaching_readings\":3"), event.data());
      assertFalse(event.id().isBlank());
    }
  }

  @Test
  void aChangeOfSeverityInTwoTopicsIsToldOnce() {
    UUID person = person("twice|ann");
    try (EventSource both = open("?user=twice%7Cann", null);
        EventSource critical = open("?user=twice%7Cann&severity=critical", null)) {
      AlertEvent opened = thresholds.open(person, "critical");
      AlertEvent eased = thresholds.go(opened, "de-escalated", "warning");
      thresholds.go(eased, "resolved", "warning");

      both.await(3);
      assertEquals(List.of("opened", "de-escalated", "resolved"), kinds(both));
      critical.await(2);
      assertEquals(List.of("opened", "de-escalated"), kinds(critical));
    }
  }

  @Test
  void goesOnAfterARestartWithoutGapOrDuplicate() {
    UUID person = person("resume|ann");
    List<String> expected = new ArrayList<>();
    String id;
    try (EventSource stream = open("?user=resume%7Cann", null)) {
      for (int i = 0; i < 5; i++) {
        expected.add(thresholds.open(person, severity(i)).getEpisodeId() + " opened");
      }
      stream.await(5);
      id = stream.events().get(2).id();
      assertEquals(5, stream.told().size());
    }
    List<String> missed = new ArrayList<>(expected.subList(3, 5));
    restart();
    for (int i = 5; i < 8; i++) {
      missed.add(thresholds.open(person, severity(i)).getEpisodeId() + " opened");
    }
    try (EventSource stream = open("?user=resume%7Cann", id)) {
      stream.await(5);
      missed.add(thresholds.open(person, "info").getEpisodeId() + " opened");
      stream.await(6);
      assertEquals(missed.stream().sorted().toList(), stream.told().stream().sorted().toList());
    }
  }

  @Test
  void readsFromTheTopicsWhatIsTooOldForItsMemory() {
    UUID person = person("long|ann");
    String id;
    try (EventSource stream = open("?user=long%7Cann", null)) {
      id = stream.lastId();
    }
    AlertEvent first = thresholds.open(person, "warning");
    UUID others = person("long|ben");
    for (int i = 0; i < 700; i++) {
      thresholds.open(others, severity(i));
    }
    AlertEvent second = thresholds.go(first, "resolved", "warning");
    try (EventSource stream = open("?user=long%7Cann", id);
        EventSource all = open("?user=long%7Cben&from=beginning", null)) {
      stream.await(2);
      assertEquals(
          List.of(first.getEpisodeId() + " opened", second.getEpisodeId() + " resolved"),
          stream.told());
      all.await(700);
      thresholds.open(others, "info");
      all.await(701);
      assertEquals(701, all.told().stream().distinct().count());
      assertEquals(701, all.told().size());
    }
  }

  @Test
  void filtersBySeverityAndPage() {
    UUID person = person("filter|ann");
    try (EventSource warnings = open("?user=filter%7Cann&severity=warning,info", null);
        EventSource pages = open("?user=filter%7Cann&page=true", null)) {
      AlertEvent critical = thresholds.open(person, "critical");
      AlertEvent warning = thresholds.open(person, "warning");
      thresholds.go(critical, "resolved", "critical");
      AlertEvent info = thresholds.open(person, "info");

      warnings.await(2);
      assertEquals(
          List.of(warning.getEpisodeId() + " opened", info.getEpisodeId() + " opened"),
          warnings.told());
      assertEquals(List.of(critical.getEpisodeId() + " opened"), pages.told());
    }
  }

  @Test
  void tellsNobodyMoreThanTheyMayRead() {
    UUID person = person("rights|ann");
    String key = credential("alerts.warning:read");
    try (EventSource stream = openAs(key, "?user=rights%7Cann");
        EventSource refused = openAs(key, "?severity=critical")) {
      assertEquals(403, refused.status());
      AlertEvent critical = thresholds.open(person, "critical");
      AlertEvent warning = thresholds.open(person, "warning");
      stream.await(1);
      assertEquals(List.of(warning.getEpisodeId() + " opened"), stream.told());

      assertEquals(403, get(key, "/v1/alerts/" + critical.getEpisodeId()).statusCode());
      assertEquals(200, get(key, "/v1/alerts/" + warning.getEpisodeId()).statusCode());
      String list = get(key, "/v1/alerts?user=rights%7Cann").body();
      assertTrue(list.contains(warning.getEpisodeId().toString()), list);
      assertFalse(list.contains(critical.getEpisodeId().toString()), list);
    }
    assertEquals(403, get(credential("readings:write"), "/v1/alerts").statusCode());
  }

  @Test
  void showsNothingOfAnotherTenant() {
    UUID person = person("tenant|ann");
    AlertEvent known = thresholds.open(person, "critical");
    Await.until("episode", SOON, () -> status(known) == 200);
    AlertEvent foreign = AlertEvent.newBuilder(known).setTenant("elsewhere").build();
    foreign.setEpisodeId(UUID.randomUUID());
    try (EventSource stream = open("?user=tenant%7Cann", null)) {
      thresholds.tell(foreign, "critical");
      AlertEvent own = thresholds.open(person, "critical");
      stream.await(1);
      assertEquals(List.of(own.getEpisodeId() + " opened"), stream.told());
    }
    assertEquals(404, gateway.caller().get("/v1/alerts/" + foreign.getEpisodeId()).statusCode());
    assertEquals(404, acknowledge(foreign.getEpisodeId()).statusCode());
  }

  @Test
  void endsWithItsCredential() {
    String key = credential("alerts.critical:read");
    try (EventSource stream = openAs(key, "")) {
      assertEquals(200, stream.status());
      assertEquals(
          200, gateway.caller().delete("/v1/credentials/" + key.substring(3, 39)).statusCode());
      Await.until("end", SOON, stream::ended);
      assertEquals("revoked", stream.comments().getLast());
    }
  }

  @Test
  void endsWithItsCredentialHoweverMuchThereIsToTell() {
    UUID person = person("busy|ann");
    String key = credential("alerts.critical:read");
    try (EventSource stream = openAs(key, "")) {
      assertEquals(
          200, gateway.caller().delete("/v1/credentials/" + key.substring(3, 39)).statusCode());
      Await.until(
          "end",
          SOON,
          () -> {
            thresholds.open(person, "critical");
            return stream.ended();
          });
      assertEquals("revoked", stream.comments().getLast());
    }
  }

  @Test
  void cutsOffWhoDoesNotReadAndServesTheOthers() throws IOException {
    UUID person = person("slow|ann");
    try (Socket slow = new Socket();
        EventSource quick = open("?user=slow%7Cann", null)) {
      slow.setReceiveBufferSize(4_096);
      slow.connect(
          new InetSocketAddress(
              gateway.app().address().getHost(), gateway.app().address().getPort()));
      slow.getOutputStream()
          .write(
              ("GET /v1/alerts/stream HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
                      + gateway.key()
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      slow.getInputStream().read();
      int told = 0;
      while (!metric("healthtrack_gateway_alerts_streams_ended_total{reason=\"slow\"}")) {
        thresholds.tell(large(person), "info");
        told++;
        assertTrue(told < 2_000, "the slow one was never cut off");
      }
      int all = told;
      Await.until("all events", SOON, () -> quick.events().size() == all);
    }
  }

  @Test
  void anErasedPersonVanishesWithTheirEpisodes() {
    UUID person = person("erased|ann");
    AlertEvent opened = thresholds.open(person, "critical");
    Await.until("episode", SOON, () -> status(opened) == 200);
    assertEquals(200, gateway.caller().delete("/v1/users/erased%7Cann").statusCode());

    assertEquals(404, status(opened));
    try (EventSource stream = open("?user=" + person + "&from=beginning", null)) {
      UUID again = person("erased|ann");
      AlertEvent since = thresholds.open(again, "critical");
      stream.await(1);
      assertEquals(List.of(since.getEpisodeId() + " opened"), stream.told());
    }
  }

  @Test
  void listsWhatIsOpenPageByPage() {
    UUID person = person("list|ann");
    List<AlertEvent> opened = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      opened.add(thresholds.open(person, severity(i)));
    }
    AlertEvent ended = thresholds.go(opened.getFirst(), "resolved", "critical");
    Await.until("the end", SOON, () -> episode(ended).contains("\"state\":\"resolved\""));

    String first = gateway.caller().get("/v1/alerts?user=list%7Cann&limit=3").body();
    String cursor = first.substring(first.indexOf("\"next\":\"") + 8, first.lastIndexOf('"'));
    String second =
        gateway.caller().get("/v1/alerts?user=list%7Cann&limit=3&cursor=" + cursor).body();
    String both = first + second;
    for (AlertEvent event : opened) {
      assertEquals(
          !event.equals(opened.getFirst()), both.contains(event.getEpisodeId().toString()), both);
    }
    assertFalse(second.contains("\"next\""), second);
    assertTrue(
        gateway
            .caller()
            .get("/v1/alerts?user=list%7Cann&state=resolved")
            .body()
            .contains(ended.getEpisodeId().toString()));
    for (String wrong : List.of("state=x", "limit=0", "limit=x", "cursor=x", "severity=x")) {
      assertEquals(422, gateway.caller().get("/v1/alerts?" + wrong).statusCode(), wrong);
    }
  }

  @Test
  void acknowledgesOnceHoweverOftenItIsAsked() {
    UUID person = person("ack|ann");
    AlertEvent opened = thresholds.open(person, "critical");
    Await.until("episode", SOON, () -> status(opened) == 200);
    try (EventSource stream = open("?user=ack%7Cann", null)) {
      HttpResponse<String> answer = acknowledge(opened.getEpisodeId());
      assertEquals(200, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("\"event\":\"acknowledged\""), answer.body());
      assertTrue(answer.body().contains("\"acknowledged_by\":\"first-key\""), answer.body());
      assertEquals(answer.body(), acknowledge(opened.getEpisodeId()).body());

      EventSource.Event event = stream.await(1).getFirst();
      assertEquals("acknowledged", event.kind());
      assertEquals(answer.body(), event.data());
      assertNotNull(event.text("command_id"));
    }
    AlertEvent resolved = AlertEvent.newBuilder(opened).setRevision(2).build();
    thresholds.go(resolved, "resolved", "critical");
    Await.until("the end", SOON, () -> episode(opened).contains("\"state\":\"resolved\""));
    HttpResponse<String> late = acknowledge(opened.getEpisodeId());
    assertEquals(409, late.statusCode());
    assertTrue(late.body().contains("\"code\":\"already-resolved\""), late.body());
    assertEquals(404, acknowledge(UUID.randomUUID()).statusCode());
  }

  @Test
  void silencesForAWhile() {
    AlertEvent opened = thresholds.open(person("quiet|ann"), "critical");
    Await.until("episode", SOON, () -> status(opened) == 200);
    String until = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS).toString();
    String asked = "{\"until\":\"" + until + "\"}";
    HttpResponse<String> answer = silence(opened.getEpisodeId(), asked);
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"event\":\"silenced\""), answer.body());
    assertTrue(answer.body().contains("\"silenced_until\":\"" + until + "\""), answer.body());
    assertTrue(episode(opened).contains("\"silenced_until\":\"" + until + "\""));
    assertEquals(answer.body(), silence(opened.getEpisodeId(), asked).body());
    assertEquals(200, silence(opened.getEpisodeId(), "{\"seconds\":60}").statusCode());

    for (String bad :
        List.of(
            "{}",
            asked.replace("}", ",\"seconds\":60}"),
            "{\"seconds\":0}",
            "{\"seconds\":86401}",
            "{\"until\":\"2020-01-01T00:00:00Z\"}",
            "{\"until\":\"2999-01-01T00:00:00Z\"}",
            "{\"forever\":true}")) {
      assertEquals(422, silence(opened.getEpisodeId(), bad).statusCode(), bad);
    }
    assertEquals(404, silence(UUID.randomUUID(), asked).statusCode());
  }

  @Test
  void saysWhenNothingComesOfAnAcknowledgement() {
    AlertEvent opened = thresholds.open(person("deaf|ann"), "critical");
    Await.until("episode", SOON, () -> status(opened) == 200);
    thresholds.deaf(true);
    try {
      HttpResponse<String> answer = acknowledge(opened.getEpisodeId());
      assertEquals(503, answer.statusCode());
      assertTrue(answer.body().contains("\"code\":\"alerts-silent\""), answer.body());
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    } finally {
      thresholds.deaf(false);
    }
    assertEquals(200, acknowledge(opened.getEpisodeId()).statusCode());
  }

  @Test
  void refusesIdsThatAreNone() {
    try (EventSource damaged = open("", "nonsense");
        EventSource word = open("?from=yesterday", null)) {
      assertEquals(400, damaged.status());
      assertEquals(422, word.status());
    }
  }

  /** A few hundred of them are more than the sockets' buffers hold. */
  private static AlertEvent large(UUID person) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return AlertEvent.newBuilder()
        .setEventId(UUID.randomUUID())
        .setEpisodeId(UUID.randomUUID())
        .setUserId(person)
        .setRevision(1)
        .setEvent("opened")
        .setSeverity("info")
        .setRuleId(new UUID(1, 1))
        .setRuleName("x".repeat(30_000))
        .setReceivedAt(now)
        .setEvaluatedAt(now)
        .build();
  }

  private static List<String> kinds(EventSource stream) {
    return stream.events().stream().map(EventSource.Event::kind).toList();
  }

  private static String severity(int i) {
    return List.of("critical", "warning", "info").get(i % 3);
  }

  private static UUID person(String identifier) {
    gateway.caller().put("/v1/users/" + Caller.encoded(identifier), "{}");
    return SubjectIdentity.userFrom("default", identifier);
  }

  private static EventSource open(String query, String lastEventId) {
    return new EventSource(gateway.app().address(), gateway.key(), query, lastEventId);
  }

  private static EventSource openAs(String key, String query) {
    return new EventSource(gateway.app().address(), key, query, null);
  }

  private static String credential(String scope) {
    HttpResponse<String> made =
        gateway
            .caller()
            .send(
                gateway
                    .caller()
                    .request("/v1/credentials")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"name\":\"test\",\"scopes\":[\"" + scope + "\"]}"))
                    .build());
    assertEquals(201, made.statusCode(), made.body());
    int from = made.body().indexOf("ht_");
    return made.body().substring(from, made.body().indexOf('"', from));
  }

  private static HttpResponse<String> get(String key, String path) {
    try (Caller caller = new Caller(gateway.app().address(), key)) {
      return caller.get(path);
    }
  }

  private static int status(AlertEvent event) {
    return gateway.caller().get("/v1/alerts/" + event.getEpisodeId()).statusCode();
  }

  private static String episode(AlertEvent event) {
    return gateway.caller().get("/v1/alerts/" + event.getEpisodeId()).body();
  }

  private static HttpResponse<String> silence(UUID episode, String body) {
    return gateway
        .caller()
        .send(
            gateway
                .caller()
                .request("/v1/alerts/" + episode + "/silence")
                .POST(BodyPublishers.ofString(body))
                .build());
  }

  private static HttpResponse<String> acknowledge(UUID episode) {
    return gateway
        .caller()
        .send(
            gateway
                .caller()
                .request("/v1/alerts/" + episode + "/acknowledge")
                .POST(BodyPublishers.noBody())
                .build());
  }

  private static boolean metric(String line) {
    return gateway.caller().get("/metrics").body().lines().anyMatch(l -> l.startsWith(line));
  }

  private static void restart() {
    gateway.restart();
    awaitReady();
  }

  private static void awaitReady() {
    Await.until("alerts", SOON, gateway.app()::alertsReady);
  }
}
