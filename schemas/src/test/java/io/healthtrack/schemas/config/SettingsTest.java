package io.healthtrack.schemas.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @TempDir Path folder;

  @Test
  void environmentOverridesTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("sink.properties"), "sink.listen.port=1\n");
    Settings settings = Settings.load(file, Map.of("HEALTHTRACK_SINK_LISTEN_PORT", "2"), "sink");
    assertEquals(2, settings.number("sink.listen.port", 3));
    settings.refuseUnknown();
  }

  @Test
  void unknownKeyNamesTheNearest() {
    Settings settings = Settings.load(null, Map.of("HEALTHTRACK_SINK_LISTEN_PROT", "2"), "sink");
    assertEquals(3, settings.number("sink.listen.port", 3));
    SettingException e = assertThrows(SettingException.class, settings::refuseUnknown);
    assertEquals(
        "unknown setting sink.listen.prot; did you mean sink.listen.port?", e.getMessage());
  }

  @Test
  void sectionsBelongToSomebodyElse() {
    Settings settings =
        Settings.load(null, Map.of("HEALTHTRACK_SINK_KAFKA_MAX_POLL_RECORDS", "2"), "sink");
    assertEquals(Map.of("max.poll.records", "2"), settings.section("sink.kafka"));
    settings.refuseUnknown();
  }

  @Test
  void badValueNamesTheKeyAndNotTheValue() {
    Settings settings = Settings.load(null, Map.of("HEALTHTRACK_SINK_WAIT", "soon"), "sink");
    SettingException e =
        assertThrows(
            SettingException.class, () -> settings.duration("sink.wait", Duration.ofSeconds(1)));
    assertTrue(e.getMessage().startsWith("sink.wait must be a duration"));
  }

  @Test
  void readsFlagsWordsAndLargeNumbers() {
    Settings settings =
        Settings.load(
            null,
            Map.of(
                "HEALTHTRACK_SINK_ON", "True",
                "HEALTHTRACK_SINK_ROLES", "nurse, practitioner,",
                "HEALTHTRACK_SINK_MOST", "100000000000",
                "HEALTHTRACK_SINK_OFF", "no"),
            "sink");
    assertTrue(settings.flag("sink.on", false));
    assertEquals(List.of("nurse", "practitioner"), settings.words("sink.roles", List.of()));
    assertEquals(List.of("all"), settings.words("sink.others", List.of("all")));
    assertEquals(100_000_000_000L, settings.largeNumber("sink.most", 1));
    assertThrows(SettingException.class, () -> settings.flag("sink.off", true));
  }

  @Test
  void readsDurationsAsPeopleWriteThem() {
    assertEquals(Duration.ofMillis(250), Durations.parse("250ms"));
    assertEquals(Duration.ofMinutes(10), Durations.parse("10m"));
    assertEquals(Duration.ofHours(1), Durations.parse("PT1H"));
  }

  @Test
  void secretsDoNotShow() {
    Settings settings =
        Settings.load(null, Map.of("HEALTHTRACK_SINK_PASSWORD", "swordfish"), "sink");
    assertEquals("swordfish", settings.secret("sink.password").value());
    assertFalse(settings.secret("sink.password").toString().contains("swordfish"));
  }
}
