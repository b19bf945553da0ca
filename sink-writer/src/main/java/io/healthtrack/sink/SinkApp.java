package io.healthtrack.sink;

import io.healthtrack.avro.AlertEvent;
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
import io.healthtrack.sink.alerts.AlertRows;
import io.healthtrack.sink.analytics.DailyRollup;
import io.healthtrack.sink.analytics.PopulationRollup;
import io.healthtrack.sink.archive.ArchiveTask;
import io.healthtrack.sink.archive.ErasureTask;
import io.healthtrack.sink.archive.RetentionTask;
import io.healthtrack.sink.attribution.Reattribution;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.erasure.ForgetAgain;
import io.healthtrack.sink.healthfit.LinkModels;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.lanes.LaneRunner;
import io.healthtrack.sink.lanes.LaneState;
import io.healthtrack.sink.maintenance.Chores;
import io.healthtrack.sink.maintenance.Maintenance;
import io.healthtrack.sink.maintenance.MaintenanceConfig;
import io.healthtrack.sink.maintenance.MaintenanceTask;
import io.healthtrack.sink.partitions.MergeTask;
import io.healthtrack.sink.quarantine.QuarantineRelay;
import io.healthtrack.sink.readings.ReadingsLane;
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

  private final Database database;
  private final List<Topic> topics;
  private final List<LaneRunner> lanes;
  private final QuarantineRelay relay;
  private final Upkeep upkeep;
  private final Maintenance maintenance;
  private final Maintenance partitionWork;
  private final OperationsEndpoint endpoint;

  private SinkApp(SinkConfig config) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    RegistryClient registry = RegistryClient.http(config.registry());
    MetricCatalogue catalogue = MetricCatalogue.load();
    Map<String, Object> kafka = new HashMap<>(config.kafka());
    database = new Database(config.database());
    relay =
        new QuarantineRelay(
            database.jdbi(),
            config.bootstrapServers(),
            kafka,
            new AvroSerializer<QuarantinedReading>(registry));
    upkeep = new Upkeep(database, catalogue, relay, Clock.systemUTC());
    List<Lane> wired = lanes(config, registry, catalogue, upkeep);
    topics = wired.stream().flatMap(lane -> lane.topics().stream()).toList();
    lanes =
        wired.stream()
            .map(
                lane ->
                    new LaneRunner(
                        lane,
                        database,
                        config.bootstrapServers(),
                        kafka,
                        config.name(),
                        meters,
                        upkeep::makePartitions))
            .toList();
    maintenance =
        new Maintenance(
            database.maintenance(),
            maintenance(upkeep, registry, catalogue, this::busy, config.windows()));
    partitionWork = new Maintenance(database.maintenance(), partitionWork(config.maintenance()));
    endpoint = OperationsEndpoint.start(config.listen(), this::health, meters::scrape);
  }

  /** Starts everything. Close it to stop. */
  public static SinkApp create(SinkConfig config) {
    SinkApp app = new SinkApp(config);
    app.upkeep.start(
        () -> {
          app.lanes.forEach(LaneRunner::start);
          app.maintenance.start();
          app.partitionWork.start();
        });
    return app;
  }

  /** Whether every lane is at work. */
  public boolean ready() {
    return health().ready();
  }

  /** What the lanes read. */
  List<Topic> topics() {
    return topics;
  }

  /** Where health and metrics are served. */
  public URI address() {
    return endpoint.address();
  }

  @Override
  public void close() {
    upkeep.close();
    maintenance.close();
    partitionWork.close();
    lanes.forEach(LaneRunner::close);
    relay.close();
    endpoint.close();
    database.close();
  }

  private static List<Lane> lanes(
      SinkConfig config, RegistryClient registry, MetricCatalogue catalogue, Upkeep upkeep) {
    return List.of(
        new ReadingsLane(
            config.readings(), new AvroDeserializer<>(registry), catalogue, upkeep::placeUntil),
        new WindowsLane(
            new AvroDeserializer<ReadingWindow>(registry), catalogue, new DailyRollup()),
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
            "quarantine",
            List.of(Topics.READINGS_QUARANTINED),
            new AvroDeserializer<QuarantinedReading>(registry),
            new QuarantineRows()));
  }

  private static List<MaintenanceTask> maintenance(
      Upkeep upkeep,
      RegistryClient registry,
      MetricCatalogue catalogue,
      BooleanSupplier busy,
      WindowSource windows) {
    return List.of(
        MaintenanceTask.of("partitions", Duration.ofHours(1), jdbi -> upkeep.makePartitions()),
        new WindowRepair(catalogue, new DailyRollup(), busy, windows),
        new PopulationRollup(),
        Chores.recommendations(),
        new ForgetAgain(),
        new Reattribution(catalogue, new AvroSerializer<Reading>(registry)),
        new LinkModels());
  }

  /** Tasks that may take hours, on a thread of their own. */
  private static List<MaintenanceTask> partitionWork(MaintenanceConfig config) {
    return List.of(
        new RetentionTask(config, Clock.systemUTC()),
        new MergeTask(config, Clock.systemUTC()),
        new ArchiveTask(config),
        new ErasureTask(config));
  }

  private boolean busy() {
    return lanes.stream().anyMatch(LaneRunner::saturated);
  }

  private Health health() {
    Map<String, String> details = new HashMap<>();
    details.put("database", upkeep.describe());
    boolean ready = upkeep.prepared();
    for (LaneRunner lane : lanes) {
      LaneState state = lane.state();
      details.put("lane-" + lane.name(), state.describe());
      ready &= state instanceof LaneState.Running;
    }
    return new Health(true, ready, details);
  }
}
