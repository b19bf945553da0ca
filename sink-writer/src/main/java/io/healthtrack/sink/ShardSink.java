package io.healthtrack.sink;

import io.healthtrack.avro.QuarantinedReading;
import io.healthtrack.avro.Recommendation;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.sink.advice.RecommendationOutbox;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.lanes.Lane;
import io.healthtrack.sink.lanes.LaneGauges;
import io.healthtrack.sink.lanes.LaneRunner;
import io.healthtrack.sink.lanes.LaneState;
import io.healthtrack.sink.lanes.Share;
import io.healthtrack.sink.maintenance.Maintenance;
import io.healthtrack.sink.offsets.OffsetLedger;
import io.healthtrack.sink.offsets.StandBy;
import io.healthtrack.sink.offsets.Tenure;
import io.healthtrack.sink.quarantine.QuarantineRelay;
import io.healthtrack.sink.replicas.ReplicaWatch;
import io.healthtrack.sink.shards.Shard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything the sink does for one database: its lanes, its upkeep and its maintenance. */
final class ShardSink implements AutoCloseable {

  private final SinkConfig config;
  private final Shard shard;
  private final MeterRegistry meters;
  private final Database database;
  private final List<Topic> topics;
  private final List<LaneRunner> lanes = new ArrayList<>();
  private final QuarantineRelay relay;
  private final Upkeep upkeep;
  private final Maintenance maintenance;
  private final Maintenance partitionWork;
  private final RecommendationOutbox outbox;
  private final Maintenance sending;
  private final Optional<ReplicaWatch> replica;

  ShardSink(
      SinkConfig config,
      Shard shard,
      RegistryClient registry,
      MetricCatalogue catalogue,
      MeterRegistry meters) {
    this.config = config;
    this.shard = shard;
    this.meters = meters;
    database = new Database(shard.database());
    relay =
        new QuarantineRelay(
            database.jdbi(),
            config.bootstrapServers(),
            new HashMap<>(config.kafka()),
            new AvroSerializer<QuarantinedReading>(registry));
    upkeep = new Upkeep(shard, database, catalogue, relay, Clock.systemUTC());
    List<Lane> wired = SinkApp.lanes(config, registry, catalogue, upkeep);
    topics = wired.stream().flatMap(lane -> lane.topics().stream()).toList();
    List<Lane> writers = new ArrayList<>(List.of(wired.getFirst()));
    while (writers.size() < config.writers()) {
      writers.add(SinkApp.readings(config, registry, catalogue, upkeep));
    }
    add(writers);
    wired.stream().skip(1).forEach(lane -> add(List.of(lane)));
    maintenance =
        new Maintenance(
            database.maintenance(),
            SinkApp.maintenance(upkeep, registry, catalogue, this::busy, config.windows()));
    partitionWork =
        new Maintenance(database.maintenance(), SinkApp.partitionWork(config.maintenance(shard)));
    outbox =
        new RecommendationOutbox(
            config.bootstrapServers(),
            new HashMap<>(config.kafka()),
            new AvroSerializer<Recommendation>(registry),
            meters,
            tags());
    // On a thread of its own: whoever sends waits for the broker.
    sending = new Maintenance(database.jdbi(), List.of(outbox));
    replica = shard.replica().map(standby -> new ReplicaWatch(database, standby, meters, tags()));
  }

  /** Begins as soon as the database is there. */
  void start() {
    replica.ifPresent(ReplicaWatch::start);
    upkeep.start(
        () -> {
          lanes.forEach(LaneRunner::start);
          maintenance.start();
          partitionWork.start();
          sending.start();
        });
  }

  List<Topic> topics() {
    return topics;
  }

  /** Says how it is going; whether all of it is at work. */
  boolean describe(Map<String, String> details) {
    details.put(shard.alone() ? "database" : "database-" + shard.name(), upkeep.describe());
    replica.ifPresent(
        watch ->
            details.put(shard.alone() ? "replica" : "replica-" + shard.name(), watch.describe()));
    boolean ready = upkeep.prepared();
    for (LaneRunner lane : lanes) {
      LaneState state = lane.state();
      details.put("lane-" + lane.name(), state.describe());
      ready &= state instanceof LaneState.Running;
    }
    return ready;
  }

  @Override
  public void close() {
    upkeep.close();
    maintenance.close();
    partitionWork.close();
    sending.close();
    outbox.close();
    // All at once: each has an answer of the broker to wait for.
    lanes.forEach(LaneRunner::stop);
    lanes.forEach(LaneRunner::close);
    relay.close();
    replica.ifPresent(ReplicaWatch::close);
    database.close();
  }

  /** The writers of one lane, each with a share of its own. */
  private void add(List<Lane> writers) {
    String lane = writers.getFirst().name();
    LaneGauges gauges = new LaneGauges(meters, tags().and("lane", lane));
    StandBy standBy = config.standBy();
    Tenure tenure = new Tenure(new OffsetLedger(lane, config.name(), standBy.takeover()));
    for (int writer = 0; writer < writers.size(); writer++) {
      lanes.add(
          new LaneRunner(
              writers.get(writer),
              new Share(shard, writer, writers.size()),
              database,
              config.bootstrapServers(),
              new HashMap<>(config.kafka()),
              config.name(),
              tenure,
              standBy.interval(),
              gauges,
              upkeep::makePartitions));
    }
  }

  private Tags tags() {
    return shard.alone() ? Tags.empty() : Tags.of("shard", shard.name());
  }

  private boolean busy() {
    return lanes.stream().anyMatch(LaneRunner::saturated);
  }
}
