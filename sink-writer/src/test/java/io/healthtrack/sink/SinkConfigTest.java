package io.healthtrack.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.config.SettingException;
import io.healthtrack.schemas.config.Settings;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.offsets.StandBy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SinkConfigTest {

  @Test
  void hasADefaultForEverything() {
    SinkConfig config = SinkConfig.from(Settings.load(null, Map.of(), "sink"));

    assertEquals("127.0.0.1:17092", config.bootstrapServers());
    assertEquals(URI.create("http://127.0.0.1:17083/apis/ccompat/v7"), config.registry());
    assertEquals("127.0.0.1", config.listenHost());
    assertEquals(17_082, config.listenPort());
    assertEquals(
        "jdbc:postgresql://127.0.0.1:17432/healthtrack",
        config.shards().getFirst().database().url());
    assertEquals("postgres", config.shards().getFirst().database().user());
    assertEquals(60_000, config.shards().getFirst().database().transactionTimeout());
    assertEquals(new BatchPolicy(50_000, 16 << 20, Duration.ofMillis(200)), config.readings());
    assertEquals(
        new MaintenanceConfig(Duration.ofHours(1), Duration.ofMillis(800), Optional.empty()),
        config.maintenance());
    assertEquals(1, config.writers());
    assertEquals("sink", config.name());
    assertEquals(new StandBy(Duration.ofSeconds(5), Duration.ofSeconds(30)), config.standBy());
    assertEquals(Map.of(), config.kafka());
  }

  @Test
  void readsEverySettingFromTheEnvironment() {
    SinkConfig config =
        SinkConfig.from(
            Settings.load(
                null,
                Map.of(
                    "HEALTHTRACK_SINK_BOOTSTRAP_SERVERS", "kafka:1",
                    "HEALTHTRACK_SINK_LISTEN_PORT", "0",
                    "HEALTHTRACK_SINK_DATABASE_URL", "jdbc:postgresql://db/h",
                    "HEALTHTRACK_SINK_DATABASE_USER", "owner",
                    "HEALTHTRACK_SINK_DATABASE_PASSWORD", "hush",
                    "HEALTHTRACK_SINK_DATABASE_TRANSACTION_TIMEOUT", "5s",
                    "HEALTHTRACK_SINK_READINGS_BATCH_ROWS", "10",
                    "HEALTHTRACK_SINK_READINGS_BATCH_LINGER", "1s",
                    "HEALTHTRACK_SINK_KAFKA_SECURITY_PROTOCOL", "SSL"),
                "sink"));
    SinkConfig maintained =
        SinkConfig.from(
            Settings.load(
                null,
                Map.of(
                    "HEALTHTRACK_SINK_MAINTENANCE_INTERVAL", "10m",
                    "HEALTHTRACK_SINK_MAINTENANCE_LOCK_TIMEOUT", "2s",
                    "HEALTHTRACK_SINK_READINGS_WRITERS", "3",
                    "HEALTHTRACK_SINK_STANDBY_INTERVAL", "1s",
                    "HEALTHTRACK_SINK_STANDBY_TAKEOVER", "6s",
                    "HEALTHTRACK_SINK_ARCHIVE_DIRECTORY", "/archive"),
                "sink"));

    assertEquals("kafka:1", config.bootstrapServers());
    assertEquals(0, config.listenPort());
    assertEquals(
        new DatabaseConfig("jdbc:postgresql://db/h", "owner", "hush", 5_000),
        config.shards().getFirst().database());
    assertEquals(new BatchPolicy(10, 16 << 20, Duration.ofSeconds(1)), config.readings());
    assertEquals(3, maintained.writers());
    assertEquals(new StandBy(Duration.ofSeconds(1), Duration.ofSeconds(6)), maintained.standBy());
    assertEquals(Map.of("security.protocol", "SSL"), config.kafka());
    assertEquals(
        new MaintenanceConfig(
            Duration.ofMinutes(10), Duration.ofSeconds(2), Optional.of(Path.of("/archive"))),
        maintained.maintenance());
  }

  @Test
  void namesTheSettingThatWasMeant() {
    Settings settings = Settings.load(null, Map.of("HEALTHTRACK_SINK_LISTEN_PROT", "1"), "sink");
    String message =
        assertThrows(SettingException.class, () -> SinkConfig.from(settings)).getMessage();
    assertTrue(message.contains("sink.listen.port"), message);
  }

  @Test
  void showsNoPassword() {
    DatabaseConfig database = new DatabaseConfig("jdbc:postgresql://db/h", "owner", "hush");
    assertFalse(database.toString().contains("hush"));
  }
}
