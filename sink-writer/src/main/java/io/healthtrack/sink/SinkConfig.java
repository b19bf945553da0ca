package io.healthtrack.sink;

import io.healthtrack.schemas.config.Settings;
import io.healthtrack.sink.database.DatabaseConfig;
import io.healthtrack.sink.lanes.BatchPolicy;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.offsets.StandBy;
import io.healthtrack.sink.shards.Shard;
import io.healthtrack.sink.windows.WindowSource;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the sink can be told.
 *
 * @param bootstrapServers Kafka
 * @param registry base of the registry's Confluent-compatible API
 * @param listenHost where {@code /health}, {@code /ready} and {@code /metrics} are served
 * @param listenPort 0 takes a free one
 * @param shards the databases and the people in each; one that has all is the ordinary case
 * @param readings how much the readings lane takes at once
 * @param writers how many writers the readings lane has in each database
 * @param maintenance how partitions are merged and archived
 * @param windows who computes windows of hours that need no repair
 * @param name this sink among others, for operators
 * @param standBy how lanes wait while another sink owns them
 * @param kafka Kafka client settings, applied before those our guarantees depend on
 */
public record SinkConfig(
    String bootstrapServers,
    URI registry,
    String listenHost,
    int listenPort,
    List<Shard> shards,
    BatchPolicy readings,
    int writers,
    MaintenanceConfig maintenance,
    WindowSource windows,
    String name,
    StandBy standBy,
    Map<String, String> kafka) {

  /** The readings lane's default: large enough to sort well, short enough to be seen soon. */
  public static final BatchPolicy READINGS =
      new BatchPolicy(50_000, 16 << 20, Duration.ofMillis(200));

  private static final int MOST_WRITERS = 64;

  /** Checks and copies. */
  public SinkConfig {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("sink.bootstrap.servers is missing");
    }
    if (listenPort < 0 || listenPort > 65_535) {
      throw new IllegalArgumentException("sink.listen.port is no port: " + listenPort);
    }
    if (writers < 1 || writers > MOST_WRITERS) {
      throw new IllegalArgumentException(
          "sink.readings.writers must be between 1 and %d: %d".formatted(MOST_WRITERS, writers));
    }
    shards = Shard.checked(shards);
    kafka = Map.copyOf(kafka);
  }

  /** With one database and one writer. */
  public SinkConfig(
      String bootstrapServers,
      URI registry,
      String listenHost,
      int listenPort,
      DatabaseConfig database,
      BatchPolicy readings,
      MaintenanceConfig maintenance,
      WindowSource windows,
      String name,
      Map<String, String> kafka) {
    this(
        bootstrapServers,
        registry,
        listenHost,
        listenPort,
        List.of(Shard.only(database)),
        readings,
        1,
        maintenance,
        windows,
        name,
        StandBy.DEFAULT,
        kafka);
  }

  /** With defaults for everything that has one. */
  public SinkConfig(
      String bootstrapServers, URI registry, int listenPort, DatabaseConfig database) {
    this(
        bootstrapServers,
        registry,
        "127.0.0.1",
        listenPort,
        database,
        READINGS,
        MaintenanceConfig.DEFAULT,
        WindowSource.STREAM,
        "sink",
        Map.of());
  }

  /** The same with this many writers of readings. */
  public SinkConfig withWriters(int number) {
    return new SinkConfig(
        bootstrapServers,
        registry,
        listenHost,
        listenPort,
        shards,
        readings,
        number,
        maintenance,
        windows,
        name,
        standBy,
        kafka);
  }

  /** The same with people spread over these databases. */
  public SinkConfig withShards(List<Shard> databases) {
    return new SinkConfig(
        bootstrapServers,
        registry,
        listenHost,
        listenPort,
        databases,
        readings,
        writers,
        maintenance,
        windows,
        name,
        standBy,
        kafka);
  }

  /** The same with a place for archives. */
  public SinkConfig withArchive(Path directory) {
    return new SinkConfig(
        bootstrapServers,
        registry,
        listenHost,
        listenPort,
        shards,
        readings,
        writers,
        maintenance.withArchive(directory),
        windows,
        name,
        standBy,
        kafka);
  }

  /**
   * Reads the settings that begin with {@code sink.}.
   *
   * @throws io.healthtrack.schemas.config.SettingException naming the setting that is wrong
   */
  public static SinkConfig from(Settings settings) {
    SinkConfig config =
        new SinkConfig(
            settings.text("sink.bootstrap.servers", "127.0.0.1:17092"),
            settings.uri("sink.registry.url", URI.create("http://127.0.0.1:17083/apis/ccompat/v7")),
            settings.text("sink.listen.host", "127.0.0.1"),
            settings.number("sink.listen.port", 17_082),
            Shard.from(settings),
            new BatchPolicy(
                settings.number("sink.readings.batch.rows", READINGS.rows()),
                settings.number("sink.readings.batch.bytes", Math.toIntExact(READINGS.bytes())),
                settings.duration("sink.readings.batch.linger", READINGS.linger())),
            settings.number("sink.readings.writers", 1),
            new MaintenanceConfig(
                settings.duration(
                    "sink.maintenance.interval", MaintenanceConfig.DEFAULT.interval()),
                settings.duration(
                    "sink.maintenance.lock.timeout", MaintenanceConfig.DEFAULT.lockTimeout()),
                Optional.ofNullable(settings.path("sink.archive.directory", null))),
            windows(settings.text("sink.windows.from", "stream")),
            settings.text("sink.name", "sink"),
            new StandBy(
                settings.duration("sink.standby.interval", StandBy.DEFAULT.interval()),
                settings.duration("sink.standby.takeover", StandBy.DEFAULT.takeover())),
            settings.section("sink.kafka"));
    settings.refuseUnknown();
    return config;
  }

  private static WindowSource windows(String from) {
    return switch (from) {
      case "stream" -> WindowSource.STREAM;
      case "table" -> WindowSource.TABLE;
      default -> throw new IllegalArgumentException("sink.windows.from is stream or table");
    };
  }

  /** How partitions of this one's tables are kept; archives of several never meet. */
  MaintenanceConfig maintenance(Shard shard) {
    return shard.alone() || maintenance.archiveDirectory().isEmpty()
        ? maintenance
        : maintenance.withArchive(
            maintenance.archiveDirectory().orElseThrow().resolve(shard.name()));
  }

  InetSocketAddress listen() {
    return new InetSocketAddress(listenHost, listenPort);
  }
}
