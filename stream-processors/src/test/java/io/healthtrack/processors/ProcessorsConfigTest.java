package io.healthtrack.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.processors.running.GuaranteedSettings;
import io.healthtrack.processors.running.Member;
import io.healthtrack.processors.running.Pace;
import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.processors.validation.ValidationSettings;
import io.healthtrack.processors.vitals.VitalsSettings;
import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.config.SettingException;
import io.healthtrack.schemas.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ProcessorsConfigTest {

  @Test
  void hasWorkingDefaults() {
    ProcessorsConfig config = from(Map.of());

    assertEquals(EnumSet.allOf(Part.class), config.run());
    assertEquals("127.0.0.1:17092", config.bootstrapServers());
    assertEquals("http://127.0.0.1:17083/apis/ccompat/v7", config.registry().toString());
    assertEquals("127.0.0.1", config.listen().getHostString());
    assertEquals(17081, config.listen().getPort());
    assertEquals(Path.of("state"), config.stateDir());
    assertEquals(new Member("1", "", 0), config.member());
    assertEquals(VitalsSettings.DEFAULTS, config.vitals());
    assertEquals(Map.of(), config.kafka());
    assertEquals(ValidationSettings.DEFAULTS, config.validation());
    assertEquals(ThresholdsSettings.DEFAULTS, config.thresholds());
  }

  @Test
  void readsEveryKey() {
    ProcessorsConfig config =
        from(
            Map.ofEntries(
                Map.entry("HEALTHTRACK_PROCESSORS_RUN", "thresholds"),
                Map.entry("HEALTHTRACK_PROCESSORS_BOOTSTRAP_SERVERS", "k:1"),
                Map.entry("HEALTHTRACK_PROCESSORS_REGISTRY_URL", "http://r"),
                Map.entry("HEALTHTRACK_PROCESSORS_LISTEN_HOST", "::1"),
                Map.entry("HEALTHTRACK_PROCESSORS_LISTEN_PORT", "5"),
                Map.entry("HEALTHTRACK_PROCESSORS_STATE_DIR", "/s"),
                Map.entry("HEALTHTRACK_PROCESSORS_INSTANCE", "two"),
                Map.entry("HEALTHTRACK_PROCESSORS_ADVERTISED", "host:7"),
                Map.entry("HEALTHTRACK_PROCESSORS_STANDBY_REPLICAS", "1"),
                Map.entry("HEALTHTRACK_PROCESSORS_VITALS_TOKEN", "0123456789abcdef"),
                Map.entry("HEALTHTRACK_PROCESSORS_VITALS_STREAMS", "8"),
                Map.entry("HEALTHTRACK_PROCESSORS_KAFKA_REQUEST_TIMEOUT_MS", "9"),
                Map.entry("HEALTHTRACK_PROCESSORS_VALIDATION_AHEAD", "1m"),
                Map.entry("HEALTHTRACK_PROCESSORS_VALIDATION_HORIZON", "2h"),
                Map.entry("HEALTHTRACK_PROCESSORS_VALIDATION_IDS_PER_BUCKET", "7"),
                Map.entry("HEALTHTRACK_PROCESSORS_VALIDATION_TABLE_MAY_BE_OLDER", "true"),
                Map.entry("HEALTHTRACK_PROCESSORS_THRESHOLDS_OLD_AFTER", "10m"),
                Map.entry("HEALTHTRACK_PROCESSORS_THRESHOLDS_VALID_FOR", "3h")));

    assertEquals(EnumSet.of(Part.THRESHOLDS), config.run());
    assertEquals(Map.of("request.timeout.ms", "9"), config.kafka());
    assertEquals(5, config.listen().getPort());
    assertEquals(new Member("two", "host:7", 1), config.member());
    assertEquals(new VitalsSettings(new Secret("0123456789abcdef"), 8), config.vitals());
    assertEquals(
        new ValidationSettings(Duration.ofMinutes(1), Duration.ofHours(2), 7, true),
        config.validation());
    assertEquals(
        new ThresholdsSettings(Duration.ofMinutes(10), Duration.ofHours(3)), config.thresholds());
  }

  @Test
  void refusesUnknownKeysAndTopologies() {
    SettingException unknown =
        assertThrows(
            SettingException.class, () -> from(Map.of("HEALTHTRACK_PROCESSORS_LISTEN_PROT", "1")));
    assertTrue(unknown.getMessage().contains("processors.listen.port"));
    IllegalArgumentException typo =
        assertThrows(IllegalArgumentException.class, () -> Part.parse("validation,treshold"));
    assertTrue(typo.getMessage().contains("treshold"));
  }

  @Test
  void nobodyOverridesWhatOurGuaranteesDependOn() {
    Properties settings =
        GuaranteedSettings.of(
            "app",
            "k:1",
            Path.of("s"),
            new Member("1", "host:7", 1),
            Map.of("processing.guarantee", "at_least_once", "producer.compression.type", "none"),
            Pace.AT_ONCE);

    assertEquals("exactly_once_v2", settings.get("processing.guarantee"));
    assertEquals("none", settings.get("producer.compression.type"));
    assertEquals("host:7", settings.get("application.server"));
    assertEquals(1, settings.get("num.standby.replicas"));
    assertEquals("app-1", settings.get("main.consumer.group.instance.id"));
  }

  @Test
  void onlyWhomNobodyWaitsForTakesTime() {
    Properties prompt = settings(Pace.AT_ONCE);
    Properties live = settings(Pace.LIVE);

    assertEquals(50L, prompt.get("commit.interval.ms"));
    assertNull(prompt.get("main.consumer.fetch.min.bytes"));
    assertEquals(2_000L, live.get("commit.interval.ms"));
    assertTrue((int) live.get("producer.linger.ms") > (long) live.get("commit.interval.ms"));
    assertEquals(100, live.get("main.consumer.fetch.max.wait.ms"));
  }

  private static Properties settings(Pace pace) {
    return GuaranteedSettings.of(
        "app", "k:1", Path.of("s"), new Member("1", "host:7", 0), Map.of(), pace);
  }

  private static ProcessorsConfig from(Map<String, String> environment) {
    return ProcessorsConfig.from(Settings.load(null, environment, "processors"));
  }
}
