package io.healthtrack.sink;

import io.healthtrack.avro.Activity;
import io.healthtrack.avro.AlertEvent;
import io.healthtrack.avro.EhrRecord;
import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import io.healthtrack.sink.activity.ActivityRows;
import io.healthtrack.sink.alerts.AlertRows;
import io.healthtrack.sink.analytics.DailyFollowUp;
import io.healthtrack.sink.analytics.DailyRollup;
import io.healthtrack.sink.analytics.DayRequests;
import io.healthtrack.sink.analytics.PopulationRollup;
import io.healthtrack.sink.archive.ArchiveTask;
import io.healthtrack.sink.archive.ErasureTask;
import io.healthtrack.sink.archive.RetentionTask;
import io.healthtrack.sink.attribution.Reattribution;
import io.healthtrack.sink.erasure.ForgetAgain;
import io.healthtrack.sink.healthfit.LinkModels;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.maintenance.Chores;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import io.healthtrack.sink.partitions.MergeTask;
import io.healthtrack.sink.readings.ReadingsLane;
import io.healthtrack.sink.records.EhrRows;
import io.healthtrack.sink.registry.RegistryRows;
import io.healthtrack.sink.rows.QuarantineRows;
import io.healthtrack.sink.rows.RowLane;
import io.healthtrack.sink.thresholds.ThresholdRows;
import io.healthtrack.sink.windows.WindowRepair;
import io.healthtrack.sink.windows.WindowSource;
import io.healthtrack.sink.windows.WindowsLane;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * The sink writer, wired. Starts at once and gets ready by itself, also when the database or the
 * broker are not there yet; {@link #ready()} and {@code /ready} tell.
 */
public final class SinkApp implements AutoCloseable {

  private final List<ShardSink> shards;
  private final OperationsEndpoint endpoint;

  private SinkApp(SinkConfig config, MetricCatalogue catalogue) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RegistryClient registry = RegistryClient.http(config.registry());
    shards =
        config.shards().stream()
            .map(shard -> new ShardSink(config, shard, registry, catalogue, meters))
            .toList();
    endpoint = OperationsEndpoint.start(config.listen(), this::health, meters::scrape);
  }

  /** Starts everything. Close it to stop. */
  public static SinkApp create(SinkConfig config) {
    return create(config, MetricCatalogue.load());
  }

  /** Starts everything, with the catalogue of another version. */
  static SinkApp create(SinkConfig config, MetricCatalogue catalogue) {
    SinkApp app = new SinkApp(config, catalogue);
    app.shards.forEach(ShardSink::start);
    return app;
  }

  /** Whether every lane is at work. */
  public boolean ready() {
    return health().ready();
  }

  /** What the lanes read. */
  List<Topic> topics() {
    return shards.getFirst().topics();
  }

  /** Where health and metrics are served. */
  public URI address() {
    return endpoint.address();
  }

  @Override
  public void close() {
    shards.forEach(ShardSink::close);
    endpoint.close();
  }

  /** The lane of readings first, which may have several writers. */
  static List<Lane> lanes(
      SinkConfig config, RegistryClient registry, MetricCatalogue catalogue, Upkeep upkeep) {
    return List.of(
        readings(config, registry, catalogue, upkeep),
        new WindowsLane(
            new AvroDeserializer<ReadingWindow>(registry), catalogue, new DayRequests()),
        new RowLane<>(
            "alerts",
            List.of(Topics.ALERTS_CRITICAL, Topics.ALERTS_WARNING, Topics.ALERTS_INFO),
            new AvroDeserializer<AlertEvent>(registry),
            new AlertRows()),
        new RowLane<>(
            "registry",
            List.of(Topics.REGISTRY_USERS, Topics.REGISTRY_DEVICES, Topics.REGISTRY_CONSENTS),
            new AvroDeserializer<SpecificRecord>(registry),
            new RegistryRows()),
        new RowLane<>(
            "thresholds",
            List.of(Topics.REGISTRY_THRESHOLDS),
            new AvroDeserializer<ThresholdRule>(registry),
            new ThresholdRows()),
        new RowLane<>(
            "ehr",
            List.of(Topics.EHR_RECORDS),
            new AvroDeserializer<EhrRecord>(registry),
            new EhrRows()),
        new RowLane<>(
            "activity",
            List.of(Topics.ACTIVITY),
            new AvroDeserializer<Activity>(registry),
            new ActivityRows(Clock.systemUTC())),
        new RowLane<>(
            "quarantine",
            List.of(Topics.READINGS_QUARANTINED, Topics.EHR_QUARANTINED),
            new AvroDeserializer<QuarantinedReading>(registry),
            new QuarantineRows()));
  }

  /** One writer of readings. */
  static Lane readings(
      SinkConfig config, RegistryClient registry, MetricCatalogue catalogue, Upkeep upkeep) {
    return new ReadingsLane(
        config.readings(), new AvroDeserializer<>(registry), catalogue, upkeep::placeUntil);
  }

  static List<MaintenanceTask> maintenance(
      Upkeep upkeep,
      RegistryClient registry,
      MetricCatalogue catalogue,
      BooleanSupplier busy,
      WindowSource windows) {
    return List.of(
        MaintenanceTask.of("partitions", Duration.ofHours(1), jdbi -> upkeep.makePartitions()),
        new WindowRepair(catalogue, new DailyRollup(), busy, windows),
        new DailyFollowUp(busy),
        new PopulationRollup(),
        Chores.recommendations(),
        new ForgetAgain(),
        new Reattribution(catalogue, new AvroSerializer<Reading>(registry)),
        new LinkModels());
  }

  /** Tasks that may take hours, on a thread of their own. */
  static List<MaintenanceTask> partitionWork(MaintenanceConfig config) {
    return List.of(
        new RetentionTask(config, Clock.systemUTC()),
        new MergeTask(config, Clock.systemUTC()),
        new ArchiveTask(config),
        new ErasureTask(config));
  }

  private Health health() {
    Map<String, String> details = new HashMap<>();
    boolean ready = true;
    for (ShardSink shard : shards) {
      ready &= shard.describe(details);
    }
    return new Health(true, ready, details);
  }
}
