package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeCsvTest {

  private static Parsed parse(String text) throws FormatException, IOException {
    return Parsed.of("csv", text, ParseOptions.DEFAULT);
  }

  @Test
  void readsEveryField() throws FormatException, IOException {
    ReadingDraft reading =
        parse(
                """
                id,device,user,metric,value,comparator,unit,measured_at,end_at,sequence,status,\
                statistic,modality,group,colour
                a,d|1,u|1,glucose,40,<,mg/dL,2026-01-31T08:15:30.1234567+02:00,\
                2026-01-31T08:20Z,3,amended,minimum,sensed,g,red
                """)
            .only();
    assertEquals(
        new ReadingDraft(
            "a",
            "d|1",
            "u|1",
            "glucose",
            40,
            "<",
            "mg/dL",
            Instant.parse("2026-01-31T06:15:30.123456Z"),
            Instant.parse("2026-01-31T08:20:00Z"),
            120,
            3,
            "amended",
            "minimum",
            "sensed",
            "g",
            null),
        reading);
  }

  @Test
  void readsLocalTimesOnlyWithAZone() throws FormatException, IOException {
    String local = "metric,value,unit,measured_at\nsteps,1,1,2026-07-01 08:00:00\n";
    assertEquals(
        Instant.parse("2026-07-01T12:00:00Z"), Parsed.of("csv", local).only().measuredAt());
    assertThrows(ZoneRequiredException.class, () -> parse(local));
  }

  @Test
  void rejectsAStrayLocalTimeOnly() throws FormatException, IOException {
    Parsed parsed =
        parse(
            """
            metric,value,unit,measured_at
            steps,1,1,2026-07-01T08:00:00Z
            steps,1,1,2026-07-01T08:00:00
            """);
    assertEquals(1, parsed.readings().size());
    assertEquals(Map.of("bad-time", 1L), parsed.account().rejected());
  }

  @Test
  void rejectsRowByRow() throws FormatException, IOException {
    Parsed parsed =
        parse(
            """
            metric,value,unit,measured_at,comparator,status,sequence
            ,1,1,2026-07-01T08:00:00Z,,,
            steps,,1,2026-07-01T08:00:00Z,,,
            steps,1,,2026-07-01T08:00:00Z,,,
            steps,one,1,2026-07-01T08:00:00Z,,,
            steps,1,1,yesterday,,,
            steps,1,1,2026-07-01T08:00:00Z,~,,
            steps,1,1,2026-07-01T08:00:00Z,,done,
            steps,1,1,2026-07-01T08:00:00Z,,,1.5
            steps,1,1,2026-07-01T08:00:00Z,>=,final,7
            """);
    assertEquals(9, parsed.account().rows());
    assertEquals(7, parsed.only().sequence());
    assertEquals(
        Map.of(
            "missing-field", 3L,
            "not-a-number", 1L,
            "bad-time", 1L,
            "bad-comparator", 1L,
            "bad-status", 1L,
            "malformed", 1L),
        parsed.account().rejected());
  }

  @Test
  void namesTheColumnThatIsMissing() {
    var refusal =
        assertThrows(WrongHeaderException.class, () -> parse("metric,value,measured_at\n"));
    assertTrue(refusal.getMessage().contains("\"unit\""), refusal.getMessage());
  }
}
