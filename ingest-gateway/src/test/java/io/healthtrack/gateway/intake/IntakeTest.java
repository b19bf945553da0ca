package io.healthtrack.gateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.directory.DirectoryFixture;
import io.healthtrack.gateway.formats.NativeJson;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

  private static final UUID ANNA = SubjectIdentity.user("default", "clinic", "anna");
  private static final UUID WATCH = SubjectIdentity.device("default", "acme", "watch");
  private static final Instant RECEIVED = Instant.parse("2026-11-21T08:00:00.123456Z");

  @TempDir Path folder;
  private DirectoryFixture fixture;

  @BeforeEach
  void fill() {
    fixture = new DirectoryFixture(folder);
    fixture.user(ANNA);
    fixture.device(WATCH, new Assignment(ANNA, Instant.parse("2026-01-01T00:00:00Z"), null));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void keepsGoodReadingsBesideBadOnes() throws Exception {
    Intake intake =
        judge(
            reading("acme|watch", "heart-rate", "72", "/min", "2026-11-21T07:00:00Z"),
            reading("acme|watch", "heart-beat", "72", "/min", "2026-11-21T07:00:00Z"),
            reading("acme|watch", "heart-rate", "72", "mg/dL", "2026-11-21T07:00:00Z"),
            reading("acme|other", "heart-rate", "72", "/min", "2026-11-21T07:00:00Z"),
            reading("acme|watch", "heart-rate", "72", "/min", "2025-11-21T07:00:00Z"),
            reading("watch", "heart-rate", "72", "/min", "2026-11-21T07:00:00Z"),
            reading("acme|watch", "heart-rate", "\"72\"", "/min", "2026-11-21T07:00:00Z"));
    assertEquals(
        List.of(
            "accepted",
            "unknown-metric metric",
            "unknown-unit unit",
            "unknown-device device",
            "unassigned-device device",
            "malformed device",
            "not-a-number value"),
        words(intake));
    assertEquals(1, intake.readings().size());
  }

  @Test
  void aRunningTotalIsOfACounterAtAMoment() throws Exception {
    String total =
        """
        {"device":"acme|watch","metric":"steps","value":5100,"unit":"{steps}",
         "measured_at":"2026-11-21T07:00:00Z","statistic":"running-total"}""";
    Intake intake =
        judge(
            total,
            total.replace("steps", "heart-rate").replace("{heart-rate}", "/min"),
            total.replace("\"statistic\"", "\"end_at\":\"2026-11-21T08:00:00Z\",\"statistic\""),
            total.replace("\"statistic\"", "\"comparator\":\">\",\"statistic\""),
            total.replace("\"device\":\"acme|watch\"", "\"user\":\"clinic|anna\""));
    assertEquals(
        List.of(
            "accepted",
            "malformed statistic",
            "malformed end_at",
            "bad-comparator comparator",
            "missing-field device"),
        words(intake));
    assertEquals("running-total", intake.readings().getFirst().getStatistic());
  }

  @Test
  void ordersByTimeSoThatNewestFirstFilesStayFast() throws Exception {
    Intake intake =
        judge(
            reading("acme|watch", "heart-rate", "72", "/min", "2026-11-21T07:00:02Z"),
            reading("acme|watch", "heart-rate", "71", "/min", "2026-11-21T07:00:01Z"));
    assertEquals(List.of(71.0, 72.0), intake.readings().stream().map(Reading::getValue).toList());
  }

  @Test
  void sameReadingTwiceInARequestCountsOnce() throws Exception {
    String reading = reading("acme|watch", "heart-rate", "72", "/min", "2026-11-21T07:00:00Z");
    Intake intake = judge(reading, reading);
    assertEquals(List.of("accepted", "duplicate"), words(intake));
    assertEquals(1, intake.readings().size());
  }

  @Test
  void retryHasTheSameIds() throws Exception {
    String reading = reading("acme|watch", "heart-rate", "72", "/min", "2026-11-21T07:00:00Z");
    assertEquals(
        judge(reading).readings().getFirst().getReadingId(),
        judge(reading).readings().getFirst().getReadingId());
  }

  @Test
  void selfReportNeedsARegisteredPerson() throws Exception {
    Intake intake = judge(selfReport("clinic|anna"), selfReport("clinic|nobody"));
    assertEquals(List.of("accepted", "unknown-user user"), words(intake));
    Reading accepted = intake.readings().getFirst();
    assertNull(accepted.getDeviceId());
    assertEquals("self-reported", accepted.getModality());
    assertEquals(ANNA, accepted.getUserId());
  }

  @Test
  void claimedPersonMustBeTheWearer() throws Exception {
    String reading =
        """
        {"device":"acme|watch","user":"clinic|ben","metric":"heart-rate","value":72,"unit":"/min",
        "measured_at":"2026-11-21T07:00:00Z"}""";
    assertEquals(List.of("wrong-user user"), words(judge(reading)));
  }

  @Test
  void recordSaysWhatWasSent() throws Exception {
    Reading record =
        judge(reading("acme|watch", "glucose", "5.5", "mmol/L", "2026-11-21T09:00:00+02:00"))
            .readings()
            .getFirst();
    assertEquals(ANNA, record.getUserId());
    assertEquals(WATCH, record.getDeviceId());
    assertEquals(5.5, record.getValue());
    assertEquals("mmol/L", record.getUnit());
    assertEquals(Instant.parse("2026-11-21T07:00:00Z"), record.getMeasuredAt());
    assertEquals(120, record.getOffsetMinutes());
    assertEquals(RECEIVED, record.getReceivedAt());
    assertEquals("none", record.getProof());
  }

  private Intake judge(String... readings) throws Exception {
    Intake intake =
        new Intake(MetricCatalogue.load(), fixture.directory(), "default", RECEIVED, "api");
    String body = "{\"readings\":[" + String.join(",", readings) + "]}";
    NativeJson.parse(
        body.getBytes(StandardCharsets.UTF_8),
        NativeJson.Limits.DEFAULT,
        (index, result) -> {
          switch (result) {
            case NativeJson.Result.Draft draft -> intake.take(draft.reading());
            case NativeJson.Result.Rejected refused ->
                intake.reject(refused.code(), refused.field(), refused.message());
          }
        });
    return intake;
  }

  private static List<String> words(Intake intake) {
    return intake.verdicts().stream()
        .map(
            verdict ->
                switch (verdict) {
                  case Verdict.Accepted accepted -> "accepted";
                  case Verdict.Duplicate duplicate -> "duplicate";
                  case Verdict.Rejected rejected -> {
                    assertInstanceOf(String.class, rejected.message());
                    yield rejected.code() + " " + rejected.field();
                  }
                })
        .toList();
  }

  private static String reading(
      String device, String metric, String value, String unit, String measuredAt) {
    return """
        {"device":"%s","metric":"%s","value":%s,"unit":"%s","measured_at":"%s"}"""
        .formatted(device, metric, value, unit, measuredAt);
  }

  private static String selfReport(String user) {
    return """
        {"user":"%s","metric":"pain","value":3,"unit":"{score}","measured_at":"2026-11-21T07:00:00Z"}"""
        .formatted(user);
  }
}
